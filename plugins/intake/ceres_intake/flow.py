"""Counts what each source sends, in the transaction that publishes it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

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
    row = dict.fromkeys([each.value for each in Event], 0)
    values = {"source": report.order.source, "day": report.updated_at.date(), "last_message_at": report.updated_at}
    insert = INSERTS[db.get_bind().dialect.name](IntakeFlow).values(**row | values | {event.value: 1})
    column = getattr(IntakeFlow, event.value)
    db.execute(
        insert.on_conflict_do_update(
            index_elements=[IntakeFlow.source, IntakeFlow.day],
            set_={event.value: column + 1, "last_message_at": insert.excluded.last_message_at},
        )
    )
