"""The plugins of a site as lists show them, with those that are kept out and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ceres.plugins.core_version import CORE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.plugins.host import PluginHost
    from ceres.plugins.info import PluginInfo


class Reason(StrEnum):
    """Why a plugin is off although nobody switched it off; names that scripts rely on."""

    NONE = ""
    SITE_FILE = "site-file"  # in plugins.blocked
    INCOMPATIBLE = "incompatible"  # made for another version of the core
    MISSING = "missing"  # what it requires is not on


@dataclass(frozen=True, slots=True)
class PluginLine:
    """One plugin; of one that the site's file blocks only the name is known, since it is never imported."""

    name: str
    version: str = ""
    category: str = ""
    state: str = "blocked"  # enabled, disabled or blocked
    reason: Reason = Reason.NONE
    title: str = ""  # French msgid
    description: str = ""  # French msgid
    requires: tuple[str, ...] = ()
    requires_core: str = ""  # ">=1.0"
    missing: tuple[str, ...] = ()  # required plugins that are not on: the plugin is off because of them
    restricted: bool = False  # only the site's file switches it
    distribution: str = ""  # what was installed with it in it

    @property
    def shipped(self) -> bool:
        """Whether it came with the portal."""
        return self.distribution == CORE


def lines(plugins: PluginHost, db: Session) -> tuple[PluginLine, ...]:
    """Return every installed or blocked plugin, by name."""
    found = [PluginLine(name, reason=Reason.SITE_FILE, distribution=_holder(plugins, name)) for name in plugins.blocked]
    found += [_line(plugins, info, "blocked", Reason.INCOMPATIBLE) for info in plugins.incompatible.values()]
    for status in plugins.statuses(db).values():
        missing = status.missing if status.switched_on else ()
        state = "enabled" if status.enabled else "disabled"
        found.append(_line(plugins, status.info, state, Reason.MISSING if missing else Reason.NONE, missing))
    return tuple(sorted(found, key=lambda line: line.name))


def _line(plugins: PluginHost, info: PluginInfo, state: str, reason: Reason, missing: tuple[str, ...] = ()) -> PluginLine:
    return PluginLine(
        name=info.name,
        version=info.version,
        category=info.category,
        state=state,
        reason=reason,
        title=info.title,
        description=info.description,
        requires=info.requires,
        requires_core=info.requires_core,
        missing=missing,
        restricted=info.restricted,
        distribution=_holder(plugins, info.name),
    )


def _holder(plugins: PluginHost, name: str) -> str:
    found = plugins.distribution(name)
    return found.name if found else ""
