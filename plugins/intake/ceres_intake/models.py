"""What the plugin keeps: how much each source sends, which listeners are up, where documents with numbers of their own stand."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.api import Base, UtcDateTime


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


class IntakeDocument(Base):
    """One document of one source, by its own number (TXA-12)."""

    __tablename__ = "intake_document"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[str] = mapped_column(String(200), primary_key=True)
    order_number: Mapped[str] = mapped_column(String(120))
    section: Mapped[str] = mapped_column(String(120))
