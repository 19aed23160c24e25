"""The quarantine as somebody looks through it: what waits, why, since when; the bytes are in the document store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from ceres.reports.models import Quarantine, QuarantineState, Receipt

BATCH = 500  # rows read at once

COLUMNS = (
    Quarantine.id,
    Receipt.received_at,
    Receipt.source,
    Receipt.control_id,
    Receipt.message_type,
    Receipt.origin,
    Receipt.message_sha256,
    Receipt.size,
    Quarantine.reason,
    Quarantine.explanation,
    Quarantine.state,
    Quarantine.resolved_at,
    Quarantine.resolved_by,
)


class QuarantineNotFound(LookupError):
    """No message in quarantine has this number."""


@dataclass(frozen=True, slots=True)
class QuarantinedMessage:
    """A message that could not be placed when it came."""

    id: int
    received_at: datetime
    source: str
    control_id: str
    message_type: str
    origin: str  # file name or peer address
    message_sha256: str  # its bytes, in the document store
    size: int  # bytes
    reason: str  # stable code
    explanation: str  # French sentence, without patient data
    state: QuarantineState
    resolved_at: datetime | None
    resolved_by: str


class QuarantineQueue:
    """Reads the quarantine; what is decided about a message goes through `Publishing`."""

    def __init__(self, db: Session) -> None:
        """Read through ``db``."""
        self._db = db

    def listed(
        self,
        state: QuarantineState | None = QuarantineState.WAITING,
        reason: str = "",
        after: int = 0,
        limit: int | None = None,
        source: str = "",
    ) -> Iterator[QuarantinedMessage]:
        """Yield the messages in ``state`` (None: any), oldest first; with ``reason`` or ``source``, those kept for it or sent by it.

        Those that follow the message numbered ``after``, ``limit`` of them at most.
        """
        query = _query().where(Quarantine.id > after).order_by(Quarantine.id).limit(limit)
        if state is not None:
            query = query.where(Quarantine.state == state)
        if reason:
            query = query.where(Quarantine.reason == reason)
        if source:
            query = query.where(Receipt.source == source)
        yield from map(_made, self._db.execute(query.execution_options(yield_per=BATCH)))

    def waiting(self) -> int:
        """Return how many messages wait."""
        counted = select(func.count()).select_from(Quarantine).where(Quarantine.state == QuarantineState.WAITING)
        return self._db.scalar(counted) or 0

    def find(self, number: int) -> QuarantinedMessage:
        """Return one message; raises QuarantineNotFound."""
        return self._one(_query().where(Quarantine.id == number))

    def find_waiting(self, message_sha256: str) -> QuarantinedMessage:
        """Return the message that waits and has these bytes, the newest one; raises QuarantineNotFound."""
        waiting = Quarantine.state == QuarantineState.WAITING, Receipt.message_sha256 == message_sha256
        return self._one(_query().where(*waiting).order_by(Quarantine.id.desc()).limit(1))

    def _one(self, query: Select[*tuple[Any, ...]]) -> QuarantinedMessage:
        row = self._db.execute(query).one_or_none()
        if row is None:
            raise QuarantineNotFound
        return _made(row)


def _query() -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).join(Receipt, Quarantine.receipt_id == Receipt.id)


def _made(row: Row[*tuple[Any, ...]]) -> QuarantinedMessage:
    return QuarantinedMessage(*tuple(row))
