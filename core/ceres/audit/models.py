"""The journal: append-only rows, each carrying the hash of its own content."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column


class Outcome(StrEnum):
    """How the traced act ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    REFUSED = "refused"


class AuditEvent(Base):
    """One access or treatment (FHIR AuditEvent); no foreign key, so the trace outlives what it names."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "account_id", "at"),
        Index(None, "object_type", "object_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    account_id: Mapped[int | None] = mapped_column(BigId)
    login: Mapped[str] = mapped_column(String(80), default="")
    prescriber_id: Mapped[int | None] = mapped_column(BigId)  # acted for
    object_type: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ip: Mapped[str] = mapped_column(String(45), default="")
    session_id: Mapped[str] = mapped_column(String(32), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    content_hash: Mapped[str] = mapped_column(Sha256Hex)
