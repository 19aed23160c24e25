"""Counts what each source sends, and under which sections, in the transaction that publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, Executable, Integer, Table, Update, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from ceres.api import Base, UtcDateTime
from ceres_intake.models import IntakeFlow, IntakeSection

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.api import Report

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Event(StrEnum):
    """What happened to a report; the values are columns of the flow."""

    PUBLISHED = "published"
    AMENDED = "amended"
    RETRACTED = "retracted"


def count(db: Session, report: Report, event: Event) -> None:
    """Add one to the day's count of ``event`` for the report's source, and to its section when something is published."""
    source, at = report.order.source, report.updated_at
    _add(db, _counter(IntakeFlow, event.value), {"source": source, "day": at.date()}, at)
    if event is not Event.RETRACTED:
        _add(db, _counter(IntakeSection, IntakeSection.reports.key), {"source": source, "section": report.section}, at)


@dataclass(frozen=True, slots=True)
class _Counter:
    """One column that counts, and the one that says when it was last counted."""

    table: Table
    name: str
    last: str
    adding: Update

    def beginning(self, dialect: str, values: Mapping[str, Any]) -> Executable:
        """Return the statement that writes the first one, or adds one to a row that another sender has just written."""
        counters = {column.name: int(column.name == self.name) for column in self.table.c if isinstance(column.type, Integer)}
        insert = INSERTS[dialect](self.table).values(**counters, **values)
        newest = {self.name: self.table.c[self.name] + 1, self.last: insert.excluded[self.last]}
        upsert: Executable = insert.on_conflict_do_update(index_elements=[*self.table.primary_key], set_=newest)
        return upsert


@cache
def _counter(model: type[Base], name: str) -> _Counter:
    table = model.metadata.tables[model.__tablename__]
    last = next(column.name for column in table.c if isinstance(column.type, UtcDateTime))
    same = (column == bindparam(f"the_{column.name}") for column in table.primary_key)
    adding = update(table).where(*same).values({name: table.c[name] + 1, last: bindparam("at")})
    return _Counter(table, name, last, adding)


def _add(db: Session, counter: _Counter, key: Mapping[str, Any], at: datetime) -> None:
    # Nearly always the row is there, and this costs a quarter of what the other statement costs.
    found = db.execute(counter.adding, {"at": at, **{f"the_{name}": value for name, value in key.items()}})
    if not (isinstance(found, CursorResult) and found.rowcount):
        db.execute(counter.beginning(db.get_bind().dialect.name, {**key, counter.last: at}))
