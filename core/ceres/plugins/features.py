"""Wires what each plugin brings to the web: templates, static files and catalogues by convention, then its ``includeme``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceres.config.settings import ConfigError
from ceres.plugins.gate import owners
from ceres.plugins.loading import BrokenPlugin, LoadedPlugin

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Wire the plugins' packages, then the plugins, in the order of their names."""
    plugins = config.registry["ceres.site"].plugins
    shared = owners(plugins)
    for name in sorted(shared):
        if hasattr(package := sys.modules.get(name), "__path__"):  # a plugin of a single module brings no files
            _add_package(config, package)
    for plugin in plugins.loaded():
        if not hasattr(plugin.module, "includeme"):
            continue
        if len(shared[plugin.package]) > 1:
            raise BrokenPlugin(plugin.info.name, f"il a des pages, il lui faut un paquet à lui seul ({plugin.package} est partagé).")
        _include(config, plugin)


def _add_package(config: Configurator, package: Any) -> None:
    folder = Path(package.__path__[0])
    if (folder / "templates").is_dir():
        config.add_jinja2_search_path(f"{package.__name__}:templates")
    if (folder / "locales").is_dir():
        config.add_translation_dirs(f"{package.__name__}:locales")
    if (folder / "static").is_dir():
        # The package is what the gate goes by.
        config.with_package(package).add_static_view(f"static/{package.__name__}", f"{package.__name__}:static")


def _include(config: Configurator, plugin: LoadedPlugin) -> None:
    known = len(config.action_state.actions)
    try:
        config.include(plugin.module)
    except ConfigError:
        raise
    except Exception as error:
        raise BrokenPlugin(plugin.info.name, f"il ne s’installe pas ({type(error).__name__} : {error}).") from error
    for route in _routes(config.action_state.actions[known:]):
        _check_names(plugin, route["name"], route["pattern"])


def _routes(actions: list[dict[str, Any]]) -> Iterator[Any]:
    for action in actions:
        yield from (each for each in action.get("introspectables", ()) if each.category_name == "routes")


def _check_names(plugin: LoadedPlugin, name: str, pattern: str) -> None:
    # A plugin's route of one name with the core's would replace it without a word.
    place = f"/x/{plugin.info.name}"
    if not name.startswith(f"{plugin.package}.") or not f"{pattern}/".startswith(f"{place}/"):
        raise BrokenPlugin(
            plugin.info.name, f"sa route « {name} » ({pattern}) doit s’appeler « {plugin.package}.… » et commencer par {place}."
        )
