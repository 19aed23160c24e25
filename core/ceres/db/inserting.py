"""Rows written one by one, at once, where a flush of the session would cost several times as much."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, insert, inspect
from sqlalchemy.orm import make_transient_to_detached

from ceres.db.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


def insert_row(db: Session, model: type[Base], values: Mapping[str, Any]) -> int:
    """Write one row of ``model`` and return its number; columns that ``values`` leaves out have their defaults."""
    key: tuple[Any, ...] = db.execute(_into(model), dict(values)).inserted_primary_key  # type: ignore[attr-defined]
    return int(key[0])


def insert_rows(db: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of ``model`` in one statement; all name the same columns."""
    if found := [dict(row) for row in rows]:
        db.execute(_into(model), found)


def insert_object(db: Session, row: Base) -> None:
    """Write a new object, every column of which is set but its number; from then on it is one of the session's as any other."""
    mapper = inspect(type(row))
    row.id = insert_row(db, type(row), {name: value for name, value in vars(row).items() if name in mapper.columns})  # type: ignore[attr-defined]
    make_transient_to_detached(row)
    db.add(row)


@cache
def _into(model: type[Base]) -> Insert:
    # The table, not the model: an insert of a model goes through the session's own machinery.
    return insert(model.metadata.tables[model.__tablename__])
