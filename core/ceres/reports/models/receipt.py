"""What arrived, message by message, and what could not be placed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column


class IntakeOutcome(StrEnum):
    """What became of a message."""

    PUBLISHED = "published"
    VERSION = "version"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    RETRACTED = "retracted"
    MERGED = "merged"
    IGNORED = "ignored"  # understood, and not ours: an acknowledgement, an admission…
    REFUSED = "refused"  # not stored: the sender must send again


class Receipt(Base):
    """Proof that a message was taken in; unique on (source, control id, hash): receiving twice does nothing twice."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("source", "control_id", "message_sha256"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source: Mapped[str] = mapped_column(String(120))
    control_id: Mapped[str] = mapped_column(String(199))  # MSH-10, may be empty
    message_sha256: Mapped[str] = mapped_column(Sha256Hex)  # also the name of the raw bytes in the document store
    message_type: Mapped[str] = mapped_column(String(30), default="")
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    origin: Mapped[str] = mapped_column(String(300), default="")  # file name or peer address
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[IntakeOutcome] = mapped_column(enum_column(IntakeOutcome))
    reason: Mapped[str] = mapped_column(String(60), default="")  # stable code, never a patient's name


class QuarantineState(StrEnum):
    """Life of a quarantined message."""

    WAITING = "waiting"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


class Quarantine(Base):
    """A message that is kept and could not be placed."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(60))  # stable code
    explanation: Mapped[str] = mapped_column(Text, default="")  # French sentence: what is wrong, what to do
    state: Mapped[QuarantineState] = mapped_column(enum_column(QuarantineState), default=QuarantineState.WAITING, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[str] = mapped_column(String(80), default="")

    receipt: Mapped[Receipt] = relationship()
