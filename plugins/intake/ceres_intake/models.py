"""What the plugin keeps: flow, sections and their names, listeners, documents that have numbers of their own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.api import Base, Sha256Hex, UtcDateTime


class IntakeFlow(Base):
    """Reports of one source on one day (UTC)."""

    __tablename__ = "intake_flow"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    published: Mapped[int] = mapped_column(Integer, default=0)
    amended: Mapped[int] = mapped_column(Integer, default=0)
    retracted: Mapped[int] = mapped_column(Integer, default=0)
    last_message_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IntakeListener(Base):
    """One listener, as it described itself last; a row that ages is a listener that is gone without a word."""

    __tablename__ = "intake_listener"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)  # machine and HOST:PORT
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    connections: Mapped[int] = mapped_column(Integer, default=0)
    in_hand: Mapped[int] = mapped_column(Integer, default=0)  # messages received and not answered yet


class IntakeSection(Base):
    """A section as the reports of one source are published under it: what no table translates is shown to whoever keeps the tables."""

    __tablename__ = "intake_section"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    section: Mapped[str] = mapped_column(String(120), primary_key=True)
    reports: Mapped[int] = mapped_column(Integer, default=0)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IntakeSectionName(Base):
    """What the administration calls a section, on top of the tables of the site's file; the journal has who said what before."""

    __tablename__ = "intake_section_name"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)  # "MSH-3/MSH-4", « * » for any
    code: Mapped[str] = mapped_column(String(120), primary_key=True)  # in capitals
    section: Mapped[str] = mapped_column(String(120))
    said_by: Mapped[str] = mapped_column(String(80))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IntakeAwaitedSection(Base):
    """A word that no table knows, and a message that waits in quarantine until one does."""

    __tablename__ = "intake_awaited_section"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    code: Mapped[str] = mapped_column(String(120), primary_key=True)  # in capitals
    message_sha256: Mapped[str] = mapped_column(Sha256Hex, primary_key=True, index=True)


class IntakeDocument(Base):
    """One document of one source, by its own number (TXA-12)."""

    __tablename__ = "intake_document"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[str] = mapped_column(String(200), primary_key=True)
    order_number: Mapped[str] = mapped_column(String(120))
    section: Mapped[str] = mapped_column(String(120))
