"""The switches of the plugins, as they stand in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, literal, select

from ceres.plugins.models import PluginState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

ON, OFF = "+", "-"
SEPARATOR = ","


def switches_column() -> ColumnElement[str | None]:
    """Return all switches as one value, « +banner,-notify », that a statement about something else brings along."""
    mark = case((PluginState.enabled, literal(ON)), else_=literal(OFF))
    return select(func.aggregate_strings(mark + PluginState.name, SEPARATOR)).scalar_subquery().label("switches")


def read_switches(written: str | None) -> Mapping[str, bool]:
    """Return whether each plugin that has a switch is on."""
    return {each[1:]: each[0] == ON for each in written.split(SEPARATOR)} if written else {}
