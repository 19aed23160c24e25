"""Switches plugins on and off while the portal runs; each act is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.plugins.models import PluginState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.plugins.host import PluginHost
    from ceres.plugins.status import PluginStatus
    from ceres.web.request import Request

Record = Callable[[AuditEntry], None]


class SwitchRefused(Exception):
    """A plugin cannot be switched; ``others`` are the plugins that stand in the way."""

    def __init__(self, name: str, others: Iterable[str] = ()) -> None:
        super().__init__(name)
        self.name = name
        self.others = tuple(sorted(others))


class UnknownPlugin(SwitchRefused):
    """No plugin of that name is installed."""


class BlockedPlugin(SwitchRefused):
    """The site's file keeps the plugin out."""


class RestrictedPlugin(SwitchRefused):
    """Only the site's file may switch the plugin."""


class IncompatiblePlugin(SwitchRefused):
    """The plugin is made for another version of the core."""


class RequiredByOthers(SwitchRefused):
    """Plugins that are on require it: they must go with it."""


class RequirementsOff(SwitchRefused):
    """Plugins it requires are off: they must come with it."""


class RequirementsMissing(SwitchRefused):
    """Plugins it requires are not installed, blocked, or made for another core."""


class PluginSwitches:
    """The acts of an administrator on the plugins."""

    def __init__(self, db: Session, plugins: PluginHost, record: Record, *, login: str, now: datetime) -> None:
        self._db = db
        self._plugins = plugins
        self._incompatible = plugins.incompatible.keys()
        self._statuses = plugins.statuses(db)
        self._record = record
        self._login = login
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> PluginSwitches:
        """Return the switches for the signed-in administrator."""
        plugins = request.registry["ceres.site"].plugins
        login = request.identity.login if request.identity else ""
        return cls(request.db, plugins, request.trail.record, login=login, now=request.now)

    def enable(self, name: str, *, cascade: bool = False) -> tuple[str, ...]:
        """Switch a plugin on, with those it requires when ``cascade``; return what was switched.

        Raises:
            SwitchRefused: one of the subclasses above, by the reason.
        """
        off = self.with_it(name, on=True)
        if off and not cascade:
            raise RequirementsOff(name, off)
        return self._switch({*off, name}, on=True)

    def disable(self, name: str, *, cascade: bool = False) -> tuple[str, ...]:
        """Switch a plugin off, with those that require it when ``cascade``; return what was switched.

        Raises:
            SwitchRefused: one of the subclasses above, by the reason.
        """
        using = self.with_it(name, on=False)
        if using and not cascade:
            raise RequiredByOthers(name, using)
        return self._switch({*using, name}, on=False)

    def with_it(self, name: str, *, on: bool) -> frozenset[str]:
        """Return the plugins that have to be switched with ``name``: those it requires, or those that require it.

        Raises:
            SwitchRefused: it cannot be switched, by the reason.
        """
        self._check(name)
        found = self._needed_and_off(name) if on else dependents(name, self._statuses)
        for other in found:
            self._check(other)
        return frozenset(found)

    def _needed_and_off(self, name: str) -> set[str]:
        needed = requirements(name, self._statuses)
        if absent := needed - self._statuses.keys():
            raise RequirementsMissing(name, absent)
        return {each for each in needed if not self._statuses[each].switched_on}

    def _check(self, name: str) -> None:
        if name in self._plugins.blocked:
            raise BlockedPlugin(name)
        if name in self._incompatible:
            raise IncompatiblePlugin(name)
        if name not in self._statuses:
            raise UnknownPlugin(name)
        if self._statuses[name].info.restricted:
            raise RestrictedPlugin(name)

    def _switch(self, names: Iterable[str], *, on: bool) -> tuple[str, ...]:
        changed = tuple(sorted(name for name in names if self._statuses[name].switched_on is not on))
        for name in changed:
            self._db.merge(PluginState(name=name, enabled=on, changed_at=self._now, changed_by=self._login))
            self._record(AuditEntry("plugin.enable" if on else "plugin.disable", object_type="plugin", object_id=name))
        self._db.flush()
        self._plugins.bind(frozenset(changed)).react(self._db, "ceres_on_enabled" if on else "ceres_on_disabled")
        return changed


def requirements(name: str, statuses: Mapping[str, PluginStatus]) -> set[str]:
    """Return what ``name`` requires, what that requires, and so on; names that are not loaded included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        status = statuses.get(waiting.pop())
        fresh = set(status.info.requires) - found if status else set()
        found |= fresh
        waiting += fresh
    return found - {name}


def dependents(name: str, statuses: Mapping[str, PluginStatus]) -> set[str]:
    """Return the plugins that are switched on and require ``name``, directly or not."""
    return {other for other, status in statuses.items() if status.switched_on and name in requirements(other, statuses)} - {name}
