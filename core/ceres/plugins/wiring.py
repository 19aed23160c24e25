"""Gives each request the hooks of the plugins that are on, and puts the gate before the plugins' views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.viewderivers import INGRESS

from ceres.db.live import add_live_column
from ceres.plugins.gate import Gate, PluginPredicate
from ceres.plugins.switches import read_switches, switches_column

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.plugins.hooks import Hooks
    from ceres.web.request import Request


def bound_hooks(request: Request) -> Hooks:
    """Return the hooks of the plugins that are on, read once a request: with who is signed in, or now."""
    plugins = request.registry["ceres.site"].plugins
    hooks: Hooks = plugins.current(read_switches(request.live.switches))
    return hooks


def includeme(config: Configurator) -> None:
    """Add ``request.hooks`` and the gate, outermost: a view that is off asks nobody to sign in."""
    plugins = config.registry["ceres.site"].plugins
    add_live_column(config, switches_column())
    config.add_request_method(bound_hooks, "hooks", reify=True)
    config.add_view_predicate("plugin", PluginPredicate)
    config.add_view_deriver(Gate(plugins), "ceres_gate", under=INGRESS, over="secured_view")
