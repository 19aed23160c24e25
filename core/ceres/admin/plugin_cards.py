"""One card for each plugin: what it is, what it adds, what it needs, how it does, how it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.admin.plugin_list import PluginLine, lines
from ceres.config.showing import shown

if TYPE_CHECKING:
    from ceres.plugins.contributions import Setting
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

ADDED = {
    "ceres_search_tabs": _("un onglet de recherche"),
    "ceres_batch_actions": _("des actions sur la sélection"),
    "ceres_profile_panels": _("des rubriques du profil"),
    "ceres_announcements": _("des annonces"),
    "ceres_admin_pages": _("une page d’administration"),
    "ceres_notification_channels": _("des moyens d’avertir"),
    "ceres_jobs": _("des tâches de fond"),
    "ceres_commands": _("des commandes"),
    "ceres_health_checks": _("un contrôle de bon fonctionnement"),
    "ceres_veto": _("une restriction d’accès"),
}
"""What a person gets from a plugin that implements a hook; the other hooks show nothing."""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting of a plugin as the page shows it."""

    name: str
    value: str
    help: str


@dataclass(frozen=True, slots=True)
class PluginCard:
    """One plugin as the page shows it; titles are msgids."""

    line: PluginLine
    adds: tuple[str, ...]  # translated
    failures: int  # since this process started
    settings: tuple[SettingLine, ...]


def cards(request: Request) -> Sequence[PluginCard]:
    """Return a card for each installed or blocked plugin, those that are on first."""
    plugins = request.registry["ceres.site"].plugins
    declared, counts = plugins.declared("ceres_settings"), plugins.failures.counts()
    found = [
        PluginCard(
            line=line,
            adds=_added(request, line),
            failures=sum(number for (plugin, _hook), number in counts.items() if plugin == line.name),
            settings=tuple(_setting(request, line.name, each) for each in declared.get(line.name, ())),
        )
        for line in lines(plugins, request.db)
    ]
    return sorted(found, key=lambda card: (card.line.state != "enabled", card.line.name))


def _added(request: Request, line: PluginLine) -> tuple[str, ...]:
    if line.state == "blocked":
        return ()
    hooks = request.registry["ceres.site"].plugins.implemented(line.name)
    return tuple(request.translate(words) for hook, words in ADDED.items() if hook in hooks)


def _setting(request: Request, plugin: str, setting: Setting) -> SettingLine:
    value = request.settings.plugin(plugin)[setting.name]
    return SettingLine(setting.name, shown(value, secret=setting.secret), request.translate(setting.help))
