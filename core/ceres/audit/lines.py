"""Events as lines of the journal, also those that somebody made unreadable in the database: one of them must not hide the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from ceres.audit.models import AuditEvent, Outcome
from ceres.audit.stored import UNREADABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One event as it is shown."""

    id: int
    at: datetime
    action: str
    outcome: Outcome
    account_id: int | None
    login: str
    prescriber_id: int | None
    object_type: str
    object_id: str
    detail: Mapping[str, Any]
    ip: str
    session_id: str
    request_id: str
    content_hash: str


COLUMNS = tuple(getattr(AuditEvent, name) for name in JournalLine.__slots__)
INSTEAD: Mapping[str, Any] = {"at": datetime(1970, 1, 1, tzinfo=UTC), "outcome": Outcome.FAILURE, "detail": {}}
"""What stands for a value that cannot be read; the line's detail names it."""


def read_lines(db: Session, statement: Select[*tuple[Any, ...]]) -> list[JournalLine]:
    """Return the lines that ``statement``, a choice of `COLUMNS`, finds."""
    try:
        return [JournalLine(*row) for row in db.execute(statement)]
    except UNREADABLE:
        return [_alone(db, number) for number in db.scalars(statement.with_only_columns(AuditEvent.id)).all()]


def _alone(db: Session, number: int) -> JournalLine:
    values: dict[str, Any] = {}
    lost = []
    for column in COLUMNS:
        try:
            values[column.key] = db.scalar(select(column).where(AuditEvent.id == number))
        except UNREADABLE:
            values[column.key] = INSTEAD.get(column.key, "")
            lost.append(column.key)
    if lost or not isinstance(values["detail"], dict):
        values["detail"] = {"unreadable": lost or ["detail"]}
    return JournalLine(**values)
