"""Counts what each source sends, and under which sections, in the transaction that publishes it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
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
    row = dict.fromkeys([each.value for each in Event], 0)
    values = {"source": report.order.source, "day": report.updated_at.date(), "last_message_at": report.updated_at}
    _add(db, IntakeFlow, row | values, event.value, "last_message_at")
    if event is not Event.RETRACTED:
        seen = {"source": report.order.source, "section": report.section, "last_seen_at": report.updated_at}
        _add(db, IntakeSection, seen, "reports", "last_seen_at")


def _add(db: Session, table: type[Base], values: dict[str, Any], counter: str, moment: str) -> None:
    # One statement, which two senders may run at once.
    insert = INSERTS[db.get_bind().dialect.name](table).values(**values | {counter: 1})
    key = [column.name for column in inspect(table).primary_key]
    db.execute(
        insert.on_conflict_do_update(
            index_elements=key, set_={counter: getattr(table, counter) + 1, moment: getattr(insert.excluded, moment)}
        )
    )
