"""Brings one plugin in: import, identity card, hooks. Whatever is wrong stops the start and names the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import pluggy
from packaging.specifiers import InvalidSpecifier
from packaging.version import Version

from ceres.config.settings import ConfigError
from ceres.db.owners import owners_of
from ceres.plugins.core_version import admits
from ceres.plugins.fitness import WrongContribution, fitting
from ceres.plugins.info import PluginInfo

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# The core's own words: its version table, its keys in the site's file, the first words of its tables.
RESERVED = frozenset(
    {
        *("blocked", "core", "install", "static"),
        *("account", "audit", "branding", "content", "delivery", "email", "lab", "login", "mail", "mandate", "observation", "password"),
        "patient",
        *("plugin", "prescriber", "quarantine", "reading", "receipt", "report", "saved", "session", "worker"),
    }
)


class Entry(Protocol):
    """What the host needs of an ``importlib.metadata.EntryPoint``."""

    @property
    def name(self) -> str:
        """Name of the plugin."""

    def load(self) -> ModuleType:
        """Import the plugin's module."""


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin whose module is imported, whether it is switched on or not."""

    info: PluginInfo
    module: ModuleType
    compatible: bool = True  # with the core that is installed; otherwise nothing of it is wired

    @property
    def package(self) -> str:
        """Dotted name of the package whose views, templates and static files are the plugin's."""
        return self.module.__package__ or self.module.__name__


class BrokenPlugin(ConfigError):
    """A plugin that keeps the portal from starting; says how to start without it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__((f'module « {name} » : {what} Pour démarrer sans lui, mettre blocked = ["{name}"] sous [plugins].',))
        self.plugin = name


def load_plugin(manager: pluggy.PluginManager, entry: Entry, core: Version) -> LoadedPlugin:
    """Import the plugin of ``entry`` and register its hooks, unless it is made for another core.

    Raises:
        BrokenPlugin: it cannot be imported, its ``INFO`` is missing or wrong, it lacks its migrations, or a hook is not as specified.
    """
    module = _imported(entry)
    info = _checked_info(entry.name, module)
    compatible = _fits(info, core)
    if compatible:
        _check_migrations(info)
        _register(manager, info.name, module)
    return LoadedPlugin(info, module, compatible)


def _imported(entry: Entry) -> ModuleType:
    try:
        return entry.load()
    except Exception as error:
        raise BrokenPlugin(entry.name, f"il ne peut pas être chargé ({type(error).__name__} : {error}).") from error


def _checked_info(name: str, module: ModuleType) -> PluginInfo:
    info = getattr(module, "INFO", None)
    if not isinstance(info, PluginInfo):
        raise BrokenPlugin(name, "il n’a pas de carte d’identité INFO.")
    try:
        fitting(info, PluginInfo)
    except WrongContribution as error:
        raise BrokenPlugin(name, f"sa carte d’identité INFO est mal remplie ({error}).") from error
    if info.name != name:
        raise BrokenPlugin(name, f"sa carte d’identité porte un autre nom, « {info.name} ».")
    if not NAME.fullmatch(name) or name in RESERVED:
        raise BrokenPlugin(name, "ce nom est réservé ou mal formé (minuscules, chiffres et traits d’union).")
    if info.restricted and not info.default_enabled:
        raise BrokenPlugin(name, "réservé au fichier du site, il doit être actif par défaut.")
    return info


def _check_migrations(info: PluginInfo) -> None:
    # A wheel may be built without the folder: the plugin would then start without its tables.
    for owner in owners_of([info])[1:]:
        if not any(owner.folder.glob("[!_]*.py")):
            raise BrokenPlugin(info.name, f"ses migrations ({info.migrations}) ne sont pas dans son paquet.")


def _fits(info: PluginInfo, core: Version) -> bool:
    try:
        return admits(info.requires_core, core)
    except InvalidSpecifier as error:
        raise BrokenPlugin(info.name, f"sa version du cœur « {info.requires_core} » ne se lit pas (exemple : >=1.0).") from error


def _register(manager: pluggy.PluginManager, name: str, module: ModuleType) -> None:
    try:
        manager.register(module, name=name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        raise BrokenPlugin(name, f"il ne respecte pas les points d’extension ({error}).") from error
    for caller in manager.get_hookcallers(module) or ():
        if any(each.plugin is module and (each.wrapper or each.hookwrapper) for each in caller.get_hookimpls()):
            raise BrokenPlugin(name, f"il enveloppe {caller.name}, or les enveloppes ne sont pas prises en charge.")
