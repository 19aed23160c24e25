"""Small values that hold in every process at once: read once a request, by the first statement that can bring them along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.config import Configurator
    from pyramid.registry import Registry
    from sqlalchemy import ColumnElement

    from ceres.web.request import Request

COLUMNS = "ceres.live"


def add_live_column(config: Configurator, column: ColumnElement[Any]) -> None:
    """Let ``request.live`` have ``column``, one labelled value, under its label."""
    config.registry.setdefault(COLUMNS, []).append(column)


def live_columns(registry: Registry) -> Sequence[ColumnElement[Any]]:
    """Return the columns for a statement about something else, which then sets ``request.live``."""
    columns: Sequence[ColumnElement[Any]] = registry[COLUMNS]
    return columns


def read_live(request: Request) -> Row[Any]:
    """Return the values as they are now.

    The session is its own: error pages need them after the request's transaction has ended.
    """
    with request.database.read() as db:
        return db.execute(select(*live_columns(request.registry))).one()
