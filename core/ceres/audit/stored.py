"""Events as they stand in the database, whatever somebody did to them there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ceres.audit.log import EVENTS, HASHED, hash_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHUNK = 2000  # rows read at a time

NAMES = (*HASHED, "at", "outcome")
COLUMNS = (EVENTS.c.id, EVENTS.c.content_hash, *(EVENTS.c[name] for name in NAMES))
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, DBAPIError)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """The hash that an event carries, and the one of its content; they differ when somebody changed it."""

    number: int
    content_hash: str
    actual: str  # empty: the content cannot even be read

    @property
    def altered(self) -> bool:
        """Whether the content is not the one that was hashed."""
        return self.content_hash != self.actual


def stored_events(db: Session, first: int, last: int) -> Iterator[StoredEvent]:
    """Yield the events numbered from ``first`` to ``last``, in order."""
    while first <= last and (found := _chunk(db, first, last)):
        yield from found
        first = found[-1].number + 1


def _chunk(db: Session, first: int, last: int) -> list[StoredEvent]:
    within = EVENTS.c.id.between(first, last)
    try:
        rows = db.execute(select(*COLUMNS).where(within).order_by(EVENTS.c.id).limit(CHUNK))
        return [_stored(row) for row in rows]
    except UNREADABLE:
        numbers = db.scalars(select(EVENTS.c.id).where(within).order_by(EVENTS.c.id).limit(CHUNK)).all()
        return [_alone(db, number) for number in numbers]


def _alone(db: Session, number: int) -> StoredEvent:
    try:
        return _stored(db.execute(select(*COLUMNS).where(EVENTS.c.id == number)).one())
    except UNREADABLE:
        return StoredEvent(number, "-", "")


def _stored(row: Iterable[Any]) -> StoredEvent:
    values = tuple(row)
    return StoredEvent(values[0], str(values[1]), hash_of(dict(zip(NAMES, values[2:], strict=True))))
