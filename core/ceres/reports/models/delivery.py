"""What a prescriber's list and searches read, what an account opened, what it searched."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceres.db.base import Base, BigId, UtcDateTime, enum_column, sorted_text
from ceres.reports.folding import KEY_LENGTH, WORD_LENGTH
from ceres.reports.models.order import Report


class DeliveryRole(StrEnum):
    """Why the prescriber receives the report."""

    ORDERING = "ordering"
    COPY = "copy"


class Delivery(Base):
    """Report × prescriber: one row of a list, with its sort and search keys.

    Every index begins with the prescriber, so the cost of a page does not grow with the site.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("prescriber_id", "report_id"),
        Index("ix_delivery_by_date", "prescriber_id", "issued_at", "report_id"),
        Index("ix_delivery_by_arrival", "prescriber_id", "delivered_at"),
        Index("ix_delivery_by_number", "prescriber_id", "number", "issued_at"),
        Index("ix_delivery_by_reference", "prescriber_id", "placer_reference", "issued_at"),
        Index("ix_delivery_by_nip", "prescriber_id", "nip", "issued_at"),
        Index("ix_delivery_by_patient", "prescriber_id", "patient_key", "issued_at", "report_id"),
        # The few in progress, so that showing them does not read the others.
        Index(
            "ix_delivery_pending",
            "prescriber_id",
            "issued_at",
            "report_id",
            postgresql_where=text("pending"),
            sqlite_where=text("pending = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    prescriber_id: Mapped[int] = mapped_column(ForeignKey("prescriber.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    role: Mapped[DeliveryRole] = mapped_column(enum_column(DeliveryRole))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[str] = mapped_column(String(120))
    placer_reference: Mapped[str] = mapped_column(String(120), default="")
    nip: Mapped[str] = mapped_column(String(120), default="")
    patient_key: Mapped[str] = mapped_column(sorted_text(KEY_LENGTH), default="")  # see folding.patient_key
    pending: Mapped[bool] = mapped_column(Boolean, default=False)  # in progress: no document yet, and one will come

    report: Mapped[Report] = relationship()


class DeliveryName(Base):
    """One word of the patient's names: a search finds a report by any of them, whatever their order."""

    __tablename__ = "delivery_name"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    prescriber_id: Mapped[int] = mapped_column(ForeignKey("prescriber.id"), primary_key=True)
    word: Mapped[str] = mapped_column(sorted_text(WORD_LENGTH), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, index=True)


class Reading(Base):
    """Account × report: first opening, version seen (a newer one makes it unread again), acknowledgement."""

    __tablename__ = "reading"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    first_opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version_seen: Mapped[int] = mapped_column(Integer)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedSearch(Base):
    """Criteria of one search, kept beside the session so that no address carries patient data."""

    __tablename__ = "saved_search"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # random, opaque
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    tab: Mapped[str] = mapped_column(String(40))
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
