"""Writes events into the journal, each sealed by the hash of its own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.models import AuditEvent
from ceres.audit.text import cleaned, cleaned_detail
from ceres.db.clock import Clock, utcnow
from ceres.db.committed import promise

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Record = Callable[[AuditEntry], None]

EVENTS: Table = AuditEvent.metadata.tables[AuditEvent.__tablename__]
HASHED = ("action", "account_id", "login", "prescriber_id", "object_type", "object_id", "detail", "ip", "session_id", "request_id")


class AuditLog:
    """Appends to the journal in the transaction of ``db``: nobody changes or removes an event."""

    def __init__(self, db: Session, clock: Clock = utcnow) -> None:
        self._db = db
        self._clock = clock

    def append(self, entry: AuditEntry, context: AuditContext) -> AuditEvent:
        """Write one event and return its row.

        What the entry says of the account and the session wins over the context: at log-in, only the entry knows them.
        """
        columns = self._columns(entry, context)
        event = AuditEvent(**columns)
        self._db.add(event)
        promise(self._db, [columns])
        return event

    def append_all(self, entries: Sequence[AuditEntry], context: AuditContext) -> None:
        """Write events in their order, in one statement: an archive leaves hundreds of them."""
        if entries:
            written = [self._columns(entry, context) for entry in entries]
            self._db.execute(insert(EVENTS), written)
            promise(self._db, written)

    def recorder(self, context: AuditContext) -> Record:
        """Return what services call to trace, for one who acts."""

        def record(entry: AuditEntry) -> None:
            self.append(entry, context)

        return record

    def _columns(self, entry: AuditEntry, context: AuditContext) -> dict[str, Any]:
        columns = _columns(entry, context)
        columns["at"] = self._clock().astimezone(UTC)
        columns["content_hash"] = hash_of(columns)
        return columns


def content_hash(event: AuditEvent) -> str:
    """Return the SHA-256 of the event's content, in the one way it is written: JSON, sorted keys, ASCII, no spaces."""
    return hash_of({name: getattr(event, name) for name in (*HASHED, "at", "outcome")})


def hash_of(columns: Mapping[str, Any]) -> str:
    """Return the same for an event that is still columns."""
    content = {name: columns[name] for name in HASHED}
    content |= {"at": columns["at"].astimezone(UTC).isoformat(timespec="microseconds"), "outcome": columns["outcome"].value}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _columns(entry: AuditEntry, context: AuditContext) -> dict[str, Any]:
    return {
        "action": cleaned(entry.action, 60),
        "outcome": entry.outcome,
        "account_id": context.account_id if entry.account_id is None else entry.account_id,
        "login": cleaned(entry.login or context.login, 80),
        "prescriber_id": entry.prescriber_id,
        "object_type": cleaned(entry.object_type, 40),
        "object_id": cleaned(entry.object_id, 120),
        "detail": cleaned_detail(entry.detail),
        "ip": cleaned(context.ip, 45),
        "session_id": cleaned(entry.session_id or context.session_id, 32),
        "request_id": cleaned(context.request_id, 32),
    }
