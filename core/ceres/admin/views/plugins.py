"""« Modules »: what is installed, and the switches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.plugin_cards import cards
from ceres.admin.plugins import PluginSwitches, RequiredByOthers, RequirementsOff, SwitchRefused, UnknownPlugin
from ceres.admin.switch_words import refusal

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show a card for each plugin."""
    return framed(request, cards=cards(request))


def switch(request: Request) -> Any:
    """Switch one plugin, at once and for everybody."""
    return confirmed(request, lambda: _switch(request))


def _switch(request: Request) -> Any:
    name, action, cascade = request.matchdict["name"], posted(request, "action"), "cascade" in request.POST
    switches = PluginSwitches.for_request(request)
    try:
        (switches.enable if action == "enable" else switches.disable)(name, cascade=cascade)
    except UnknownPlugin:
        raise HTTPNotFound from None
    except SwitchRefused as refused:
        asks = isinstance(refused, RequiredByOthers | RequirementsOff)
        return framed(request, cards=cards(request), refused=name, reason=refusal(request, refused), asks=asks, action=action)
    return HTTPSeeOther(request.route_path("admin.plugins", _anchor=name))
