"""The reading side of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select, tuple_

from ceres.audit.lines import COLUMNS, JournalLine, read_lines
from ceres.audit.models import AuditEvent, Outcome

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, SQLColumnExpression
    from sqlalchemy.orm import Session

CHUNK = 500  # rows read at a time: a journal of years never stands in memory


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which events; what is not said does not narrow."""

    since: datetime | None = None
    until: datetime | None = None  # excluded
    action: str = ""  # "report.read", or "report" for all of its acts
    login: str = ""
    account_id: int | None = None
    outcome: Outcome | None = None
    object_type: str = ""
    object_id: str = ""
    object_ids: tuple[str, ...] = ()  # any of them
    ip: str = ""


EQUAL = ("login", "account_id", "outcome", "object_type", "object_id", "ip")


class Journal:
    """Reads events in chunks, without holding more than one chunk."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def newest_first(self, wanted: JournalFilter, before: int | None = None) -> Iterator[JournalLine]:
        """Yield the events that fit, from the newest to the oldest; those numbered under ``before`` only, when it is given."""
        last = before
        while lines := self._chunk(wanted, AuditEvent.id.desc(), None if last is None else AuditEvent.id < last):
            yield from lines
            last = lines[-1].id

    def one(self, number: int) -> JournalLine | None:
        """Return the event of that number."""
        return next(iter(read_lines(self._db, select(*COLUMNS).where(AuditEvent.id == number))), None)

    def of_account(self, account_id: int, number: int, before: int | None = None) -> list[JournalLine]:
        """Return the ``number`` newest events of an account, or of those older than its event ``before``."""
        statement = select(*COLUMNS).where(AuditEvent.account_id == account_id)
        if before is not None:
            at = select(AuditEvent.at).where(AuditEvent.id == before, AuditEvent.account_id == account_id).scalar_subquery()
            statement = statement.where(tuple_(AuditEvent.at, AuditEvent.id) < tuple_(at, before))
        # By the index on the account and the time: other people's events are not looked at.
        statement = statement.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(number)
        return read_lines(self._db, statement)

    def oldest_first(self, wanted: JournalFilter, limit: int | None = None, after: int | None = None) -> Iterator[JournalLine]:
        """Yield the events that fit, from the oldest to the newest; with ``limit``, the newest ones only.

        Those numbered over ``after`` only, when it is given.
        """
        last = self._before(wanted, limit) if limit else after
        while lines := self._chunk(wanted, AuditEvent.id, None if last is None else AuditEvent.id > last):
            yield from lines
            last = lines[-1].id

    def _before(self, wanted: JournalFilter, limit: int) -> int | None:
        """Return the number after which ``limit`` events fit, None when they all do."""
        numbers = _narrowed(select(AuditEvent.id), wanted).order_by(AuditEvent.id.desc())
        found: int | None = self._db.scalar(numbers.offset(limit).limit(1))
        return found

    def _chunk(self, wanted: JournalFilter, order: SQLColumnExpression[int], beyond: ColumnElement[bool] | None) -> list[JournalLine]:
        # Numbers grow with time: they are the order and the place to go on from.
        statement = _narrowed(select(*COLUMNS), wanted)
        if beyond is not None:
            statement = statement.where(beyond)
        return read_lines(self._db, statement.order_by(order).limit(CHUNK))


def _narrowed(statement: Select[*tuple[Any, ...]], wanted: JournalFilter) -> Select[*tuple[Any, ...]]:
    for name in EQUAL:
        if (value := getattr(wanted, name)) not in (None, ""):
            statement = statement.where(getattr(AuditEvent, name) == value)
    if wanted.object_ids:
        statement = statement.where(AuditEvent.object_id.in_(wanted.object_ids))
    if "." in wanted.action:
        statement = statement.where(AuditEvent.action == wanted.action)
    elif wanted.action:
        statement = statement.where(AuditEvent.action.startswith(f"{wanted.action}.", autoescape=True))
    if wanted.since is not None:
        statement = statement.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEvent.at < wanted.until)
    return statement
