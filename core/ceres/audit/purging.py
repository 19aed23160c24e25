"""Removes events that were kept long enough; their seals stay, and a new seal says which ones were emptied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import AuditEvent, AuditSeal
from ceres.audit.ranges import Ranges, read_ranges
from ceres.audit.sealing import Sealer, lock
from ceres.db.clock import Clock, utcnow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database

MOST = 50_000  # events removed in one transaction
CHUNK = 1000  # seals read at a time


@dataclass(frozen=True, slots=True)
class OldSeal:
    """What a purge reads of a seal."""

    number: int
    first_event: int
    last_event: int
    event_count: int
    events: str


COLUMNS = tuple(getattr(AuditSeal, name) for name in OldSeal.__slots__)


@dataclass(frozen=True, slots=True)
class Purged:
    """What was removed, or would be."""

    events: int
    first: int
    last: int
    seal: int  # the last one whose events are gone

    def facts(self) -> dict[str, int]:
        """Return it as the journal tells it."""
        return {"count": self.events, "first": self.first, "last": self.last, "seal": self.seal}


class Purge:
    """Forgets whole seals, the oldest first, never one that holds an event to be kept."""

    def __init__(self, database: Database, sealer: Sealer, months: int, clock: Clock = utcnow) -> None:
        self._database = database
        self._sealer = sealer
        self._months = months
        self._now = clock

    def preview(self) -> Purged | None:
        """Return what a purge would remove now; None when there is nothing."""
        with self._database.read() as db:
            return _summary(self._old(db))

    def run(self, context: AuditContext, stopping: Callable[[], bool] = lambda: False) -> Iterator[Purged]:
        """Remove, in transactions of a bearable size; yield what each removed.

        Raises:
            KeyTrouble: the key of the site cannot be used.
        """
        while not stopping() and (done := self._once(context)):
            yield done

    def _once(self, context: AuditContext) -> Purged | None:
        with self._database.write() as db:
            lock(db)
            seals = list(self._old(db, MOST))
            done = _summary(seals)
            if done is None:
                return None
            AuditLog(db, self._now).append(AuditEntry("journal.purge", detail=done.facts()), context)
            db.flush()
            self._sealer.add(db, purged=done.seal)
            for first, last in _joined(seals):
                db.execute(delete(AuditEvent).where(AuditEvent.id.between(first, last)))
            emptied = update(AuditSeal).where(AuditSeal.number <= done.seal, func.length(AuditSeal.fingerprints) > 0)
            db.execute(emptied.values(fingerprints=b""), execution_options={"synchronize_session": False})
        return done

    def _old(self, db: Session, most: int | None = None) -> Iterator[OldSeal]:
        limit = months_before(self._now(), self._months)
        number, events = db.scalar(select(func.max(AuditSeal.purged))) or 0, 0
        while rows := _after(db, number):
            for row in rows:
                if row.newest_at >= limit or (most is not None and events >= most):
                    return
                seal = OldSeal(*row[1:])
                yield seal
                number, events = seal.number, events + seal.event_count


def _after(db: Session, number: int) -> Sequence[Any]:
    wanted = select(AuditSeal.newest_at, *COLUMNS).where(AuditSeal.number > number)
    return db.execute(wanted.order_by(AuditSeal.number).limit(CHUNK)).all()


def months_before(now: datetime, months: int) -> datetime:
    """Return the same instant ``months`` earlier, or the last day of that month."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 0, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def _summary(seals: Iterable[OldSeal]) -> Purged | None:
    found: Purged | None = None
    for seal in seals:
        before = found or Purged(0, seal.first_event, seal.last_event, 0)
        first, last = min(before.first, seal.first_event), max(before.last, seal.last_event)
        found = Purged(before.events + seal.event_count, first, last, seal.number)
    return found


def _joined(seals: Iterable[OldSeal]) -> Ranges:
    # Neighbours only: a hole may hold an event that came late, and belongs to a later seal.
    found: list[tuple[int, int]] = []
    for first, last in sorted(pair for seal in seals for pair in read_ranges(seal.events)):
        if found and first == found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)
