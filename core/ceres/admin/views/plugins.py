"""« Modules »: what is installed, what each one is, and the switches, with a look ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.renderers import render_to_response

from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.plugin_cards import card_of, cards, settings_of
from ceres.admin.plugin_details import UnknownPluginName, details
from ceres.admin.plugin_notices import Notices
from ceres.admin.plugins import PluginSwitches, RequiredByOthers, RequirementsOff, SwitchRefused, UnknownPlugin
from ceres.admin.switch_preview import SwitchPreview
from ceres.admin.switch_words import refusal

if TYPE_CHECKING:
    from ceres.web.request import Request

LIST = "ceres/admin/plugins.jinja2"


def show(request: Request) -> dict[str, Any]:
    """Show a card for each plugin."""
    return framed(request, cards=cards(request))


def install(request: Request) -> dict[str, Any]:
    """Say how a plugin is installed."""
    return framed(request)


def show_one(request: Request) -> dict[str, Any]:
    """Show everything about one plugin."""
    name = request.matchdict["name"]
    try:
        found = details(request, name)
    except UnknownPluginName:
        raise HTTPNotFound from None
    card = card_of(request, found.line, Notices(request))
    return framed(request, details=found, card=card, settings_shown=settings_of(request, name))


def switch(request: Request) -> Any:
    """Switch one plugin, at once and for everybody; ``preview`` shows what would change instead."""
    if "preview" in request.POST:
        return _answered(request, lambda: _preview(request))
    return confirmed(request, lambda: _answered(request, lambda: _switch(request)))


def _answered(request: Request, act: Any) -> Any:
    try:
        return act()
    except UnknownPlugin:
        raise HTTPNotFound from None
    except (RequiredByOthers, RequirementsOff):  # which asks whether they are to be switched too
        return _preview(request)
    except SwitchRefused as refused:
        values = framed(request, cards=cards(request), refused=request.matchdict["name"], reason=refusal(request, refused))
        return render_to_response(LIST, values, request=request)


def _preview(request: Request) -> Any:
    found = SwitchPreview.for_request(request).of(request.matchdict["name"], on=posted(request, "action") == "enable")
    return render_to_response("ceres/admin/plugin_switch.jinja2", framed(request, preview=found), request=request)


def _switch(request: Request) -> HTTPSeeOther:
    name, action, cascade = request.matchdict["name"], posted(request, "action"), "cascade" in request.POST
    switches = PluginSwitches.for_request(request)
    (switches.enable if action == "enable" else switches.disable)(name, cascade=cascade)
    return HTTPSeeOther(request.route_path("admin.plugins", _anchor=name))
