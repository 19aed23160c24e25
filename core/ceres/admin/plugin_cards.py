"""One card for each plugin: what it is, what it adds, what it needs, how it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.admin.plugin_list import PluginLine, lines
from ceres.admin.plugin_notices import Notice, Notices
from ceres.admin.plugin_pieces import pieces
from ceres.admin.plugin_words import counted, uncounted
from ceres.config.showing import shown
from ceres.plugins.contributions import Setting
from ceres.plugins.core_version import written
from ceres.plugins.info import Category

if TYPE_CHECKING:
    from ceres.web.request import Request

ICONS: Mapping[str, str] = {
    Category.SEARCH: "search",
    Category.EXPORT: "download",
    Category.NOTIFY: "mail",
    Category.PROFILE: "person",
    Category.INTAKE: "pulse",
    Category.BANNER: "horn",
    Category.SECURITY: "lock",
}


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting of a plugin as the page shows it."""

    name: str
    value: str  # of a secret, only that there is one
    given: bool  # by the site: its file or its environment; otherwise it is the default
    help: str


@dataclass(frozen=True, slots=True)
class PluginCard:
    """One plugin as the page shows it; the titles of its line are msgids, the rest is translated."""

    line: PluginLine
    icon: str
    adds: tuple[str, ...]
    core: str  # the versions of the core that it requires: « ≥ 1.0 »
    notices: tuple[Notice, ...]
    settings: int
    writes: bool  # it reaches people by letters of the portal


def cards(request: Request) -> Sequence[PluginCard]:
    """Return a card for each installed or blocked plugin, those that are on first."""
    plugins, notices = request.registry["ceres.site"].plugins, Notices(request)
    found = [card_of(request, line, notices) for line in lines(plugins, request.db)]
    return sorted(found, key=lambda card: (card.line.state != "enabled", card.line.name))


def card_of(request: Request, line: PluginLine, notices: Notices) -> PluginCard:
    """Return the card of one plugin."""
    plugins, loaded = request.registry["ceres.site"].plugins, line.state != "blocked"
    return PluginCard(
        line=line,
        icon=ICONS.get(line.category, "plug") if loaded else "lock",
        adds=_added(request, line),
        core=written(line.requires_core),
        notices=notices.of(line),
        settings=len(plugins.declared("ceres_settings").get(line.name, ())),
        writes="ceres_notification_channels" in plugins.implemented(line.name),
    )


def _added(request: Request, line: PluginLine) -> tuple[str, ...]:
    # The list must stand whatever a plugin does: one that was switched off, perhaps because it is slow, is not called.
    if line.state == "enabled":
        return counted(request, pieces(request, line.name))
    return uncounted(request, request.registry["ceres.site"].plugins.implemented(line.name))


def settings_of(request: Request, name: str) -> tuple[SettingLine, ...]:
    """Return the settings of one plugin."""
    declared: Sequence[Setting] = request.registry["ceres.site"].plugins.declared("ceres_settings").get(name, ())
    return tuple(_setting(request, name, each) for each in declared)


def _setting(request: Request, plugin: str, setting: Setting) -> SettingLine:
    site = request.registry["ceres.site"]
    value = shown(site.settings.plugin(plugin)[setting.name], secret=setting.secret)
    return SettingLine(setting.name, value, setting.name in site.given.get(plugin, {}), request.translate(setting.help))
