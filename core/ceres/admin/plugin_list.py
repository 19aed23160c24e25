"""The plugins of a site as lists show them, blocked ones included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.plugins.host import PluginHost
    from ceres.plugins.status import PluginStatus


@dataclass(frozen=True, slots=True)
class PluginLine:
    """One plugin; of a blocked one only the name is known, since it is never imported."""

    name: str
    version: str = ""
    category: str = ""
    state: str = "blocked"  # enabled, disabled or blocked
    title: str = ""  # French msgid
    description: str = ""  # French msgid
    requires: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # required plugins that are not on: the plugin is off because of them
    restricted: bool = False  # only the site's file switches it


def lines(plugins: PluginHost, db: Session) -> tuple[PluginLine, ...]:
    """Return every installed or blocked plugin, by name."""
    known = [_line(status) for status in plugins.statuses(db).values()]
    return tuple(sorted([*known, *(PluginLine(name) for name in plugins.blocked)], key=lambda line: line.name))


def _line(status: PluginStatus) -> PluginLine:
    info = status.info
    return PluginLine(
        name=info.name,
        version=info.version,
        category=info.category,
        state="enabled" if status.enabled else "disabled",
        title=info.title,
        description=info.description,
        requires=info.requires,
        missing=status.missing if status.switched_on else (),
        restricted=info.restricted,
    )
