"""Looks at start whether every permission that a view asks for is declared: one that is mistyped would shut the page to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.config.settings import ConfigError
from ceres.plugins.loading import BrokenPlugin

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.app import Site


def check_asked(config: Configurator) -> None:
    """Look at every view of a portal that is put together.

    Raises:
        ConfigError: one of them asks for what nobody declares; BrokenPlugin when it is a plugin's.
    """
    site: Site = config.registry["ceres.site"]
    for route, permission in _asked(config):
        if permission != NO_PERMISSION_REQUIRED and not site.grants.known(permission):
            raise _refusal(site, route, f"sa page « {route} » demande le droit « {permission} », que rien ne déclare.")


def _asked(config: Configurator) -> Iterator[tuple[str, str]]:
    for each in config.introspector.get_category("views") or ():
        route = each["introspectable"]["route_name"] or ""
        yield from ((route, related["value"]) for related in each["related"] if related.category_name == "permissions")


def _refusal(site: Site, route: str, what: str) -> ConfigError:
    owner = next((plugin.info.name for plugin in site.plugins.loaded() if route.startswith(f"{plugin.package}.")), "")
    return BrokenPlugin(owner, what) if owner else ConfigError((what,))
