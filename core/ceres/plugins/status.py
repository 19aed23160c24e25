"""Which plugins are really on: the switch, the site's file, and what each one requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ceres.plugins.info import PluginInfo


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """State of one loaded plugin."""

    info: PluginInfo
    switched_on: bool  # by an administrator, or by default
    missing: tuple[str, ...]  # required plugins that are not on: absent, blocked or disabled

    @property
    def enabled(self) -> bool:
        """Whether its hooks are called and its views answer."""
        return self.switched_on and not self.missing


def statuses(infos: Iterable[PluginInfo], switches: Mapping[str, bool]) -> dict[str, PluginStatus]:
    """Return the state of each plugin by name; ``switches`` holds the choices of administrators."""
    cards = {info.name: info for info in infos}
    switched = {name: _switch(info, switches) for name, info in cards.items()}
    enabled = _settled({name for name, on in switched.items() if on}, cards)
    return {
        name: PluginStatus(info, switched[name], tuple(needed for needed in info.requires if needed not in enabled))
        for name, info in cards.items()
    }


def _switch(info: PluginInfo, switches: Mapping[str, bool]) -> bool:
    # A restricted plugin follows the site's file only: an old row must not switch it off.
    return info.default_enabled if info.restricted else switches.get(info.name, info.default_enabled)


def _settled(enabled: set[str], cards: Mapping[str, PluginInfo]) -> set[str]:
    # Each plugin that falls may take those that require it along, so until nothing moves.
    while fallen := {name for name in enabled if not enabled.issuperset(cards[name].requires)}:
        enabled = enabled - fallen
    return enabled
