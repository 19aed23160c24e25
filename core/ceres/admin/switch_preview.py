"""What would change for people if a plugin were switched; nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.admin.plugin_pieces import pieces
from ceres.admin.plugin_words import told
from ceres.admin.plugins import PluginSwitches

if TYPE_CHECKING:
    from ceres.plugins.host import PluginHost
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class Effect:
    """A plugin that starts or stops, and what comes or goes with it; everything is translated."""

    name: str
    title: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """One switch."""

    name: str
    title: str  # translated
    on: bool  # what it would be switched to
    others: tuple[str, ...]  # titles of those that have to be switched with it, translated
    effects: tuple[Effect, ...]  # the plugin itself first; none when it does not change


class SwitchPreview:
    """Looks ahead, with the switches as they stand."""

    def __init__(self, request: Request, switches: PluginSwitches) -> None:
        self._request = request
        self._switches = switches
        self._plugins: PluginHost = request.registry["ceres.site"].plugins

    @classmethod
    def for_request(cls, request: Request) -> SwitchPreview:
        """Return what looks ahead for a request."""
        return cls(request, PluginSwitches.for_request(request))

    def of(self, name: str, *, on: bool) -> Preview:
        """Return what switching ``name`` would change, with those that have to be switched with it.

        Raises:
            SwitchRefused: it cannot be switched, by the reason.
        """
        others = self._switches.with_it(name, on=on)
        effects = [self._effect(each, on=on) for each in self._changing({name, *others}, on=on)]
        return Preview(
            name=name,
            title=self._title(name),
            on=on,
            others=tuple(sorted(map(self._title, others))),
            effects=tuple(sorted(effects, key=lambda effect: (effect.name != name, effect.title))),
        )

    def _changing(self, names: set[str], *, on: bool) -> frozenset[str]:
        # Those that wait for one of ``names`` start or stop with it, without being switched.
        before = self._plugins.switches(self._request.db)
        after = {**before, **dict.fromkeys(names, on)}
        return self._plugins.enabled_by(before) ^ self._plugins.enabled_by(after)

    def _effect(self, name: str, *, on: bool) -> Effect:
        request, hooks = self._request, self._plugins.bind(frozenset({name}))
        own = hooks.collect("ceres_switch_effects", request=request)
        said = (str(each.comes if on else each.goes) for each in own)
        return Effect(name, self._title(name), (*said, *(told(request, piece, on=on) for piece in pieces(request, name))))

    def _title(self, name: str) -> str:
        title = next(plugin.info.title for plugin in self._plugins.loaded() if plugin.info.name == name)
        return self._request.translate(title)
