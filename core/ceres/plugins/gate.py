"""The gate before every view of a plugin, and before those of the core that need one: while it is off, they do not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pyramid.exceptions import PredicateMismatch

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.plugins.host import PluginHost
    from ceres.web.request import Request

View = Callable[[Any, "Request"], Any]


class Gate:
    """Pyramid view deriver; knows the plugin of a view by the package whose ``includeme`` declared it."""

    def __init__(self, plugins: PluginHost) -> None:
        self._owners = owners(plugins)

    def __call__(self, view: View, info: Any) -> View:
        """Return ``view`` itself for the core's, or a view that answers 404 while no plugin of its package is on."""
        names = self.owners_of(info.package.__name__)
        if not names:
            return view

        def gated(context: Any, request: Request) -> Any:
            if request.hooks.enabled.isdisjoint(names):
                request.plugin_off = True  # whoever still had its form open is told so
                raise PredicateMismatch("the plugin is off")  # a 404 that lets another view of the same route answer
            return view(context, request)

        return gated

    def owners_of(self, package: str) -> frozenset[str]:
        """Return the plugins that own ``package`` or the nearest package above it; none for the core's."""
        while package:
            if package in self._owners:
                return self._owners[package]
            package = package.rpartition(".")[0]
        return frozenset()


class PluginPredicate:
    """View predicate ``plugin``: a view of the core that exists while the plugin of this name is on."""

    def __init__(self, name: str, config: Configurator) -> None:
        self._name = name

    def text(self) -> str:
        """Name the predicate in Pyramid's messages."""
        return f"plugin = {self._name}"

    phash = text

    def __call__(self, context: object, request: Request) -> bool:
        """Answer for one request."""
        return self._name in request.hooks.enabled


def owners(plugins: PluginHost) -> Mapping[str, frozenset[str]]:
    """Return the plugins of each package: several may share one, as the search tabs do."""
    found: dict[str, frozenset[str]] = {}
    for plugin in plugins.loaded():
        found[plugin.package] = found.get(plugin.package, frozenset()) | {plugin.info.name}
    return found
