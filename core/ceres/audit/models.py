"""The journal: append-only rows, each carrying the hash of its own content, and the seals that chain them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary, String, Text
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


class AuditSeal(Base):
    """One link of the chain over the events (see `ceres.audit.seals.Seal`): what was there, in numbers and hashes, signed."""

    __tablename__ = "audit_seal"
    __table_args__ = (Index(None, "last_event"),)

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(Sha256Hex)
    first_event: Mapped[int] = mapped_column(BigId)
    last_event: Mapped[int] = mapped_column(BigId)
    event_count: Mapped[int] = mapped_column(Integer)
    events: Mapped[str] = mapped_column(Text)  # "1-40,42"
    awaited: Mapped[str] = mapped_column(Text, default="")  # numbers that a transaction under way may still bring
    horizon: Mapped[int] = mapped_column(BigId)  # every number up to here is sealed, given up or awaited
    purged: Mapped[int] = mapped_column(BigId, default=0)  # the events of the seals up to this one were purged
    newest_at: Mapped[datetime] = mapped_column(UtcDateTime)  # of its events
    digest: Mapped[str] = mapped_column(Sha256Hex)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    key_id: Mapped[str] = mapped_column(String(16))
    seal_hash: Mapped[str] = mapped_column(Sha256Hex)
    signature: Mapped[str] = mapped_column(Sha256Hex)
    fingerprints: Mapped[bytes] = mapped_column(LargeBinary)  # eight bytes an event: they name the one that changed


class AuditSealCopy(Base):
    """How far the seals were copied to one place outside the database."""

    __tablename__ = "audit_seal_copy"

    place: Mapped[str] = mapped_column(String(20), primary_key=True)  # "file", "syslog"
    number: Mapped[int] = mapped_column(BigId, default=0)
    copied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")  # of the last attempt; empty when it went well


class AuditVerification(Base):
    """One verification of the journal, asked for or done; pages show the last one and count nothing themselves."""

    __tablename__ = "audit_verification"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(80), default="")  # empty: every night's
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    events: Mapped[int] = mapped_column(BigId, default=0)
    seals: Mapped[int] = mapped_column(BigId, default=0)
    head: Mapped[str] = mapped_column(String(64), default="")
    breaks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # the first ones
