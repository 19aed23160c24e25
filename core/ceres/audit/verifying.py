"""Compares the events with the seals and names those that are not what they were; reads years of them in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ceres.audit.breaks import BreakKind, Findings, TooMany, Verdict
from ceres.audit.chain import SealChain
from ceres.audit.models import AuditEvent
from ceres.audit.ranges import Ranges, holds, members, ranges_of, read_ranges
from ceres.audit.seal_file import read_seals
from ceres.audit.seals import BEGINNING, Seal, digest, fingerprint
from ceres.audit.stored import StoredEvent, stored_events

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.key import JournalKey
    from ceres.db.engine import Database

MOST_BREAKS = 1000
BATCH_SEALS, BATCH_EVENTS = 500, 5000  # compared at a time


class Stopped(Exception):
    """The verification was asked to stop before its end."""


class Verifier:
    """Verifies a journal as it stood at one instant, while events and seals go on arriving."""

    def __init__(self, database: Database, key: JournalKey | None, copy: Path | None = None) -> None:
        self._database = database
        self._key = key
        self._copy = copy

    def run(self, stopping: Callable[[], bool] = lambda: False) -> Verdict:
        """Compare everything with everything.

        Raises:
            OSError: the copy cannot be read.
            Stopped: ``stopping`` said so.
        """
        # What is in the copy before the snapshot is in the snapshot: seals are committed before they are copied.
        size = self._copy.stat().st_size if self._copy else 0
        copies = read_seals(self._copy, size) if self._copy else ()
        with self._database.read() as db:
            if not self._database.is_sqlite:
                db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return _Verification(db, self._key, copies).run(stopping)


class _Verification:
    """One pass over the chain of seals, the events read along with it."""

    def __init__(self, db: Session, key: JournalKey | None, copies: Iterable[Seal]) -> None:
        self._db = db
        self._findings = Findings(MOST_BREAKS)
        self._chain = SealChain(db, key, copies, self._findings)
        self._newest: int = db.scalar(select(func.max(AuditEvent.id))) or 0
        self._horizon, self._awaited = 0, ""
        self._strangers: set[int] = set()  # events met before, or without, the seal that covers them
        self._events = self._seals = self._pending = 0

    def run(self, stopping: Callable[[], bool]) -> Verdict:
        try:
            purged = self._chain.purged()
            self._before_the_first_number()
            for batch in _batches(self._chain):
                if stopping():
                    raise Stopped
                self._compare(batch, purged)
            self._after_the_last_seal()
        except TooMany:
            pass  # the first ones are named
        head = "" if self._chain.head == BEGINNING else self._chain.head
        return Verdict(self._events, self._seals, self._pending, head, self._findings.all())

    def _compare(self, batch: list[Seal], purged: int) -> None:
        full = [seal for seal in batch if seal.number > purged]
        expected = {number for seal in full for number in members(seal.numbers)}
        reached = max(self._horizon, *(seal.horizon for seal in batch))
        found = {}
        for event in stored_events(self._db, self._horizon + 1, reached):
            if event.number in expected:
                found[event.number] = event
            else:
                self._meet_stranger(event.number)
        for first, last in self._late(expected):
            found |= {event.number: event for event in stored_events(self._db, first, last)}
            self._strangers.difference_update(range(first, last + 1))
        for seal in full:
            self._compare_seal(seal, found)
        self._horizon, self._awaited = reached, batch[-1].awaited
        self._seals += len(batch)

    def _late(self, expected: set[int]) -> Ranges:
        return ranges_of(sorted(number for number in expected if number <= self._horizon))

    def _meet_stranger(self, number: int) -> None:
        self._strangers.add(number)
        if len(self._strangers) > 100 * MOST_BREAKS:
            self._report_strangers(())
            raise TooMany

    def _compare_seal(self, seal: Seal, found: Mapping[int, StoredEvent]) -> None:
        present = [found[number] for number in members(seal.numbers) if number in found]
        self._events += len(present)
        if digest((event.number, event.content_hash) for event in present) == seal.digest and not any(event.altered for event in present):
            if _unlike(seal, present):
                self._findings.add(BreakKind.SEAL_ALTERED, seal.first_event, seal.number)
            return
        for number, kind in sorted(self._wrong(seal, present).items()):
            self._findings.add(kind, number, seal.number)

    def _wrong(self, seal: Seal, present: list[StoredEvent]) -> dict[int, BreakKind]:
        prints, unlike = seal.prints, _unlike(seal, present)
        sealed_there = {prints[event.number] for event in unlike if event.number in prints}
        wrong = {event.number: BreakKind.ALTERED for event in present if event.altered}
        for event in unlike:
            moved = not event.altered and fingerprint(event.content_hash) in sealed_there
            wrong[event.number] = BreakKind.SWAPPED if moved else BreakKind.ALTERED
        here = {event.number for event in present}
        gone = (number for number in members(seal.numbers) if number not in here)
        wrong |= {number: BreakKind.CUT if number > self._newest else BreakKind.DELETED for number in gone}
        return wrong or {seal.first_event: BreakKind.SEAL_ALTERED}

    def _before_the_first_number(self) -> None:
        # Numbers begin at 1: no portal ever wrote what stands before.
        oldest = self._db.scalar(select(func.min(AuditEvent.id))) or 0
        for event in stored_events(self._db, oldest, 0):
            self._findings.add(BreakKind.INSERTED, event.number)

    def _after_the_last_seal(self) -> None:
        for event in stored_events(self._db, self._horizon + 1, self._newest):
            self._pending += 1
            if event.altered:
                self._findings.add(BreakKind.ALTERED, event.number)
        awaited = read_ranges(self._awaited)
        self._pending += sum(holds(awaited, number) for number in self._strangers)
        self._report_strangers(awaited)

    def _report_strangers(self, awaited: Ranges) -> None:
        for number in sorted(self._strangers):
            if not holds(awaited, number) and not self._orphan(number):
                self._findings.add(BreakKind.INSERTED, number)

    def _orphan(self, number: int) -> bool:
        return any(first <= number and (last is None or number <= last) for first, last in self._chain.orphaned)


def _unlike(seal: Seal, present: list[StoredEvent]) -> list[StoredEvent]:
    prints = seal.prints
    return [event for event in present if prints.get(event.number) != fingerprint(event.content_hash)]


def _batches(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    batch: list[Seal] = []
    events = 0
    for seal in seals:
        batch.append(seal)
        events += seal.event_count
        if len(batch) >= BATCH_SEALS or events >= BATCH_EVENTS:
            yield batch
            batch, events = [], 0
    if batch:
        yield batch
