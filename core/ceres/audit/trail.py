"""What one request must leave behind: collected while it is answered, written before any byte of the answer leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.clock import Clock

Write = Callable[["Session"], None]


class TraceUnavailable(Exception):
    """The trace cannot be written: what was asked for must not be served."""


class Trail:
    """The events of one request, and the rows that belong with them."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []
        self._with_success: list[Write] = []
        self._always: list[Write] = []
        self.carried = False  # whether the request's own transaction holds them

    @property
    def entries(self) -> tuple[AuditEntry, ...]:
        """What was recorded so far."""
        return tuple(self._entries)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._entries or self._with_success or self._always)

    def record(self, entry: AuditEntry) -> None:
        """Trace one act of this request."""
        self._entries.append(entry)

    def amend(self, entry: AuditEntry, outcome: Outcome, reason: str) -> None:
        """Say how an act that was recorded ended after all; it stays one event."""
        place = next(place for place, each in enumerate(self._entries) if each is entry)
        self._entries[place] = replace(entry, outcome=outcome, detail={**entry.detail, "reason": reason})

    def also(self, write: Write, *, even_if_refused: bool = False) -> None:
        """Write more rows in the transaction of the trace; when the request is refused or fails, only those marked for it."""
        (self._always if even_if_refused else self._with_success).append(write)

    def write(self, db: Session, clock: Clock, context: AuditContext, ending: Outcome = Outcome.SUCCESS) -> None:
        """Write everything; when the request ended otherwise than well, no event may say that its act succeeded."""
        AuditLog(db, clock).append_all([_ended(entry, ending) for entry in self._entries], context)
        succeeded = ending is Outcome.SUCCESS
        for write in (*self._always, *(self._with_success if succeeded else ())):
            write(db)
        db.flush()


def _ended(entry: AuditEntry, ending: Outcome) -> AuditEntry:
    return replace(entry, outcome=ending) if entry.outcome is Outcome.SUCCESS else entry
