"""Chains the events that no seal covers yet (docs/adr/0014-journal-seals.md says why it is done this way)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, text

from ceres.audit.key import JournalKey, make_key, read_key
from ceres.audit.models import AuditEvent, AuditSeal
from ceres.audit.ranges import Ranges, holds, holes, ranges_of, read_ranges, without, write_ranges
from ceres.audit.seals import BEGINNING, Seal, digest, fingerprint, row_of, written
from ceres.audit.settling import settled
from ceres.db.clock import Clock, utcnow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database

MOST = 5000  # events of one seal

Found = tuple[int, str, datetime]  # number, hash of the content, instant
Stopping = Callable[[], bool]


class Sealer:
    """Makes seals; any number of sealers may work at once, one after the other."""

    def __init__(self, database: Database, key_file: Path, clock: Clock = utcnow, most: int = MOST) -> None:
        self._database = database
        self._key_file = key_file
        self._now = clock
        self._most = most

    def seal(self, stopping: Stopping = lambda: False) -> int:
        """Seal everything that is there; return the number of seals made.

        Raises:
            KeyTrouble: the key of the site cannot be used.
        """
        made = 0
        while not stopping() and self._needed():
            with self._database.write() as db:
                lock(db)
                if self.add(db) is None:
                    break
            made += 1
        return made

    def add(self, db: Session, purged: int = 0) -> Seal | None:
        """Add one seal over the oldest events without any, in a transaction that holds `lock`; None when there are none."""
        last = newest(db)
        horizon, awaited = (last.horizon, read_ranges(last.awaited)) if last else (0, ())
        newest_event = db.scalar(select(func.max(AuditEvent.id)).where(AuditEvent.id > horizon)) or horizon
        certain = settled(db)  # before the events are read: see there
        late = list(_late(db, awaited))
        found = late + _between(db, horizon, newest_event, self._most)
        if not found:
            return None
        reached = max(found[-1][0], horizon) if len(found) - len(late) == self._most else newest_event
        missing = holes(horizon + 1, reached, (number for number, _, _ in found[len(late) :]))
        open_still = () if certain else (*without(awaited, (number for number, _, _ in late)), *missing)
        seal = _seal(found, last, reached, open_still, self._now(), purged)
        signed = _signed(seal, self.key(first=last is None))
        db.add(row_of(signed))
        db.flush()
        return signed

    def key(self, *, first: bool) -> JournalKey:
        """Return the key; only a journal that was never sealed gets a new one."""
        return make_key(self._key_file) if first else read_key(self._key_file)

    def _needed(self) -> bool:
        with self._database.read() as db:
            last = newest(db)
            horizon, awaited = (last.horizon, read_ranges(last.awaited)) if last else (0, ())
            return bool(db.scalar(select(exists().where(AuditEvent.id > horizon)))) or any(_late(db, awaited))


def newest(db: Session) -> AuditSeal | None:
    """Return the last seal of the chain."""
    return db.scalars(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)).first()


def covering(db: Session, number: int) -> AuditSeal | None:
    """Return the seal over an event; None when there is none yet."""
    ordered = select(AuditSeal).where(AuditSeal.last_event >= number).order_by(AuditSeal.last_event)
    near = db.scalars(ordered.limit(1)).first()
    if near is None or holds(read_ranges(near.events), number):
        return near
    # It came late: its seal holds later events as well.
    around = db.scalars(ordered.where(AuditSeal.first_event <= number))
    return next((seal for seal in around if holds(read_ranges(seal.events), number)), None)


def lock(db: Session) -> None:
    """Let nobody else seal until the transaction ends; readers and writers of events go on."""
    if db.get_bind().dialect.name != "sqlite":  # which has one writer at a time
        db.execute(text("LOCK TABLE audit_seal IN EXCLUSIVE MODE"))


def _between(db: Session, horizon: int, last: int, most: int) -> list[Found]:
    columns = select(AuditEvent.id, AuditEvent.content_hash, AuditEvent.at)
    wanted = columns.where(AuditEvent.id > horizon, AuditEvent.id <= last).order_by(AuditEvent.id).limit(most)
    return [(row.id, row.content_hash, row.at) for row in db.execute(wanted)]


def _late(db: Session, awaited: Ranges) -> Iterator[Found]:
    for first, last in awaited:
        yield from _between(db, first - 1, last, last - first + 1)


def _seal(found: Sequence[Found], last: AuditSeal | None, horizon: int, awaited: Ranges, now: datetime, purged: int) -> Seal:
    numbers = [number for number, _, _ in found]
    return Seal(
        number=last.number + 1 if last else 1,
        previous=last.seal_hash if last else BEGINNING,
        first_event=numbers[0],
        last_event=numbers[-1],
        event_count=len(numbers),
        events=write_ranges(ranges_of(numbers)),
        awaited=write_ranges(awaited),
        horizon=horizon,
        purged=purged,
        newest_at=written(max(at for _, _, at in found)),
        digest=digest((number, content_hash) for number, content_hash, _ in found),
        created_at=written(now),
        key_id="",
        fingerprints=b64encode(b"".join(fingerprint(content_hash) for _, content_hash, _ in found)).decode("ascii"),
    )


def _signed(seal: Seal, key: JournalKey) -> Seal:
    named = replace(seal, key_id=key.id)
    hashed = named.hash()
    return replace(named, seal_hash=hashed, signature=key.sign(hashed))
