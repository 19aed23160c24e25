"""Counts what each source sends, in the transaction that publishes it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from ceres_intake.models import IntakeFlow

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
    """Add one to the day's count of ``event`` for the report's source, in one statement that two senders may run at once."""
    values = {"source": report.order.source, "day": report.updated_at.date(), "last_message_at": report.updated_at}
    db.execute(_statement(db.get_bind().dialect.name, event), values)


@cache
def _statement(dialect: str, event: Event) -> Executable:
    row = dict.fromkeys([each.value for each in Event], 0)
    names = ("source", "day", "last_message_at")
    insert = INSERTS[dialect](IntakeFlow).values(**row | {event.value: 1} | {name: bindparam(name) for name in names})
    column = getattr(IntakeFlow, event.value)
    upsert: Executable = insert.on_conflict_do_update(
        index_elements=[IntakeFlow.source, IntakeFlow.day],
        set_={event.value: column + 1, "last_message_at": insert.excluded.last_message_at},
    )
    return upsert
