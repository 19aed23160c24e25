"""Finds the installed plugins, loads those that are not blocked, and tells which are switched on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import Distribution, entry_points
from typing import TYPE_CHECKING, Any

import pluggy
from packaging.version import Version
from sqlalchemy import select

from ceres.plugins import hookspecs
from ceres.plugins.core_version import core_version
from ceres.plugins.failures import HookFailures
from ceres.plugins.hooks import Hooks
from ceres.plugins.implementation import Implementation
from ceres.plugins.info import PluginInfo
from ceres.plugins.loading import BrokenPlugin, Entry, LoadedPlugin, load_plugin
from ceres.plugins.settings import checked, left_over
from ceres.plugins.status import PluginStatus, statuses
from ceres.plugins.switches import read_switches, switches_column

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.config.settings import Settings

GROUP = "ceres.plugins"
TRACE_VARIABLE = "CERES_TRACE_HOOKS"
SWITCHES = select(switches_column())


class PluginHost:
    """The plugins of one process; which of them are on is data, read from the database by each request."""

    def __init__(
        self, entries: Iterable[Entry], blocked: frozenset[str] = frozenset(), *, trace: bool = False, core: Version | None = None
    ) -> None:
        """Import the plugins of ``entries``, except the blocked ones, which are never imported.

        One that is made for another version of the core (``core``, the installed one by default) is kept out too.

        Raises:
            BrokenPlugin: a plugin cannot be loaded.
        """
        self.blocked = blocked
        self.failures = HookFailures()
        self.core = core or core_version()
        self._trace = trace
        self._manager = _make_manager(blocked)
        installed = sorted(entries, key=lambda entry: entry.name)
        found = [load_plugin(self._manager, entry, self.core) for entry in installed if entry.name not in blocked]
        self._loaded = tuple(plugin for plugin in found if plugin.compatible)
        self.incompatible: Mapping[str, PluginInfo] = {plugin.info.name: plugin.info for plugin in found if not plugin.compatible}
        self._distributions = {entry.name: getattr(entry, "dist", None) for entry in installed}
        self._bound: dict[frozenset[str], Hooks] = {}
        # Of each choice met: every request reads the switches, and what follows from them is always the same.
        self._enabled: dict[frozenset[tuple[str, bool]], frozenset[str]] = {}
        self._seen: Mapping[str, bool] | None = None

    @classmethod
    def load(cls, settings: Settings) -> PluginHost:
        """Load every installed plugin that the site's file does not block."""
        return cls(entry_points(group=GROUP), settings.blocked, trace=os.environ.get(TRACE_VARIABLE) == "1")

    def loaded(self) -> Sequence[LoadedPlugin]:
        """Return the plugins that are neither blocked nor made for another core, by name, whether they are on or off."""
        return self._loaded

    @property
    def installed(self) -> frozenset[str]:
        """Names of all installed plugins, blocked ones included."""
        return frozenset(self._distributions)

    def distribution(self, name: str) -> Distribution | None:
        """Return what was installed with the plugin in it, blocked or not; None when nobody knows."""
        return self._distributions.get(name)

    def statuses(self, db: Session) -> Mapping[str, PluginStatus]:
        """Return the state of each loaded plugin, by name, with one statement."""
        return self._statuses(self.switches(db))

    def switches(self, db: Session) -> Mapping[str, bool]:
        """Return what administrators chose, by plugin name, with one statement."""
        self._seen = read_switches(db.scalar(SWITCHES))
        return self._seen

    def enabled(self, db: Session) -> frozenset[str]:
        """Return the names of the plugins that are on, with one statement."""
        return self.enabled_by(self.switches(db))

    def enabled_by(self, switches: Mapping[str, bool]) -> frozenset[str]:
        """Return the names of the plugins that are on with these switches, which were read already."""
        chosen = frozenset(switches.items())
        if chosen not in self._enabled:
            self._enabled[chosen] = _on(self._statuses(switches))
        return self._enabled[chosen]

    def current(self, switches: Mapping[str, bool]) -> Hooks:
        """Return the hooks of the plugins that are on with these switches, which were read just now."""
        self._seen = switches
        return self.bind(self.enabled_by(switches))

    def latest(self) -> Hooks | None:
        """Return the hooks by the switches as this process last read them, without a statement; None when it never did."""
        return None if self._seen is None else self.bind(self.enabled_by(self._seen))

    def bind(self, enabled: frozenset[str]) -> Hooks:
        """Return the hooks of the plugins in ``enabled``."""
        if enabled not in self._bound:
            self._bound[enabled] = Hooks(enabled, self._calls(enabled), self.failures)
        return self._bound[enabled]

    def every(self) -> Hooks:
        """Return the hooks of all loaded plugins, for the start and for commands."""
        return self.bind(frozenset(plugin.info.name for plugin in self._loaded))

    def implemented(self, name: str) -> frozenset[str]:
        """Return the names of the hooks that a loaded plugin implements."""
        return frozenset(hook for hook, calls in self._calls(frozenset({name})).items() if any(call.plugin == name for call in calls))

    def settings(self, given: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
        """Return the ``[plugins.<name>]`` tables of the loaded plugins, checked and with their defaults.

        Raises:
            ConfigError: a value is not what the plugin declares, a key is nobody's, or the name of a table is mistyped.
        """
        names = [plugin.info.name for plugin in self._loaded]
        declared = self.declared("ceres_settings")
        return checked({name: declared.get(name, ()) for name in names}, given, self._known())

    def left_over(self, given: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
        """Return the names of the tables whose plugin is not installed any more; nobody reads them."""
        return left_over(given, self._known())

    def declared(self, hook: str) -> Mapping[str, tuple[Any, ...]]:
        """Return what each loaded plugin declares at start, by plugin name.

        Raises:
            BrokenPlugin: a plugin failed or handed over something else than the hook asks for.
        """
        every = frozenset(plugin.info.name for plugin in self._loaded)
        return {call.plugin: _declared(call) for call in self._calls(every)[hook]}

    def _known(self) -> frozenset[str]:
        return frozenset({*self.blocked, *self.incompatible, *(plugin.info.name for plugin in self._loaded)})

    def _statuses(self, switches: Mapping[str, bool]) -> Mapping[str, PluginStatus]:
        return statuses((plugin.info for plugin in self._loaded), switches)

    def _calls(self, enabled: frozenset[str]) -> dict[str, tuple[Implementation, ...]]:
        off = [plugin.module for plugin in self._loaded if plugin.info.name not in enabled]
        return {hook: self._implementations(hook, off) for hook in vars(self._manager.hook) if hook.startswith("ceres_")}

    def _implementations(self, hook: str, off: Sequence[object]) -> tuple[Implementation, ...]:
        found = [
            Implementation(each.plugin_name, hook, each.function, each.argnames, self._trace)
            for each in self._manager.subset_hook_caller(hook, off).get_hookimpls()
        ]
        return tuple(sorted(found, key=lambda call: call.plugin))


def _on(found: Mapping[str, PluginStatus]) -> frozenset[str]:
    return frozenset(name for name, status in found.items() if status.enabled)


def _make_manager(blocked: Iterable[str]) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name in blocked:
        manager.set_blocked(name)
    return manager


def _declared(call: Implementation) -> tuple[Any, ...]:
    try:
        return call.contributions({})
    except Exception as error:
        raise BrokenPlugin(call.plugin, f"{call.hook} a échoué ({type(error).__name__} : {error}).") from error
