"""Counts what each source sends, and under which sections, in the transaction that publishes it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, Integer, bindparam, inspect
from sqlalchemy.dialects import postgresql, sqlite

from ceres.api import Base
from ceres_intake.models import IntakeFlow, IntakeSection

if TYPE_CHECKING:
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
    dialect, source = db.get_bind().dialect.name, report.order.source
    day = {"source": source, "day": report.updated_at.date(), "last_message_at": report.updated_at}
    db.execute(_adding(dialect, IntakeFlow, event.value), day)
    if event is not Event.RETRACTED:
        section = {"source": source, "section": report.section, "last_seen_at": report.updated_at}
        db.execute(_adding(dialect, IntakeSection, IntakeSection.reports.key), section)


@cache
def _adding(dialect: str, table: type[Base], counter: str) -> Executable:
    """Return the statement that adds one to ``counter``, in one go: two senders may run it at once."""
    key = [column.name for column in inspect(table).primary_key]
    counters = {column.name: int(column.name == counter) for column in inspect(table).columns if isinstance(column.type, Integer)}
    given = [column.name for column in inspect(table).columns if column.name not in counters]
    insert = INSERTS[dialect](table).values(**counters | {name: bindparam(name) for name in given})
    newest = {name: getattr(insert.excluded, name) for name in given if name not in key}
    upsert: Executable = insert.on_conflict_do_update(index_elements=key, set_={counter: getattr(table, counter) + 1, **newest})
    return upsert
