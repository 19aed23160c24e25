"""Follows the chain of seals, in the database and in its copy side by side, and says which of them can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.audit.breaks import BreakKind, Findings
from ceres.audit.models import AuditSeal
from ceres.audit.ranges import Ranges, members
from ceres.audit.seals import BEGINNING, Seal, seal_of
from ceres.audit.stored import UNREADABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.key import JournalKey

CHUNK = 500  # seals read at a time


class SealChain:
    """The seals that can be believed, in their order; what is wrong with the others goes to the findings."""

    def __init__(self, db: Session, key: JournalKey | None, copies: Iterable[Seal], findings: Findings) -> None:
        self._db = db
        self._key = key
        self._copies = copies
        self._findings = findings
        self._other_key = False
        self._number, self._reached = 0, 0
        self._since: int | None = None  # the first event that no seal to be believed may cover
        self.head = BEGINNING
        self.orphaned: list[tuple[int, int | None]] = []  # events whose seal is gone: nobody can say what they were

    def __iter__(self) -> Iterator[Seal]:
        """Yield the seals."""
        for number, stored, copy in _paired(_stored(self._db), self._copies):
            self._step(number)
            seal = self._believed(stored, copy, number)
            if seal is None:
                self._doubt()
            else:
                self._link(seal)
                self.head = seal.seal_hash
                yield seal
        if self._since:
            self.orphaned.append((self._since, None))

    def purged(self) -> int:
        """Return the number of the last seal whose events were purged, as a seal that can be believed says."""
        numbers = self._db.scalars(select(AuditSeal.number).where(AuditSeal.purged > 0).order_by(AuditSeal.number.desc())).all()
        seals = (_alone(self._db, number) for number in numbers)
        return next((seal.purged for seal in seals if self._sound(seal)), 0)

    def _step(self, number: int) -> None:
        if number != self._number + 1:
            self._findings.add(BreakKind.SEAL_REMOVED, self._reached + 1, self._number + 1)
            self._doubt()
        self._number = number

    def _doubt(self) -> None:
        """Note that a seal is missing: what follows cannot be compared with it."""
        self._since = self._since or self._reached + 1

    def _believed(self, stored: Seal | None, copy: Seal | None, number: int) -> Seal | None:
        full = copy if copy is not None and copy.digest else None
        if copy is not None and not (self._sound(copy) if full else self._signed(copy)):
            self._findings.add(BreakKind.COPY_ALTERED, self._reached + 1, number)
            full = copy = None
        if stored is None:
            self._findings.add(BreakKind.SEAL_REMOVED, copy.first_event if copy else self._reached + 1, number)
        elif (copy is not None and copy.seal_hash != stored.seal_hash) or not self._sound(stored):
            self._findings.add(BreakKind.SEAL_ALTERED, copy.first_event if copy else self._reached + 1, number)
            stored = None
        return full or stored

    def _link(self, seal: Seal) -> None:
        if self._since:
            self.orphaned.append((self._since, _first_after(seal.numbers, self._reached) - 1))
            self._since = None
        elif seal.previous != self.head:
            self._findings.add(BreakKind.SEAL_ALTERED, seal.first_event, seal.number)
        self._reached = max(self._reached, seal.horizon)

    def _sound(self, seal: Seal) -> bool:
        return seal.hash() == seal.seal_hash and self._signed(seal)

    def _signed(self, seal: Seal) -> bool:
        if self._key is not None and seal.key_id == self._key.id:
            return self._key.signed(seal.seal_hash, seal.signature)
        if not self._other_key:  # said once: it is the same for all that follow
            self._findings.add(BreakKind.KEY, seal.first_event, seal.number)
            self._other_key = True
        return True


def _stored(db: Session) -> Iterator[Seal]:
    number = 0
    while seals := _chunk(db, number):
        yield from seals
        number = seals[-1].number
        db.expunge_all()


def _chunk(db: Session, after: int) -> list[Seal]:
    wanted = select(AuditSeal).where(AuditSeal.number > after).order_by(AuditSeal.number).limit(CHUNK)
    try:
        return [seal_of(row) for row in db.scalars(wanted)]
    except UNREADABLE:
        return [_alone(db, number) for number in db.scalars(wanted.with_only_columns(AuditSeal.number)).all()]


def _alone(db: Session, number: int) -> Seal:
    try:
        return seal_of(db.scalars(select(AuditSeal).where(AuditSeal.number == number)).one())
    except UNREADABLE:
        return Seal(number, "", 0, 0, 0, "", "", 0, 0, "", "", "", "")  # no key ever signed this one


def _paired(stored: Iterable[Seal], copies: Iterable[Seal]) -> Iterator[tuple[int, Seal | None, Seal | None]]:
    ranked = merge(((seal.number, 0, seal) for seal in stored), ((seal.number, 1, seal) for seal in copies))
    for number, group in groupby(ranked, key=itemgetter(0)):
        found = {rank: seal for _, rank, seal in group}
        yield number, found.get(0), found.get(1)


def _first_after(numbers: Ranges, reached: int) -> int:
    return next((number for number in members(numbers) if number > reached), reached + 1)
