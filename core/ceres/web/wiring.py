"""The frame of the portal: what a request knows of itself, static files, error pages, health."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pyramid.config import PHASE3_CONFIG
from pyramid.events import BeforeRender, NewRequest
from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.branding.wiring import STATIC
from ceres.web.announcements import announcements
from ceres.web.choices import choose_display, choose_language
from ceres.web.context import add_frame, addresses, icon, ip_link
from ceres.web.rendering import use_whole_names
from ceres.web.slots import Slots
from ceres.web.static_files import HashedStatic, HashInName
from ceres.web.stylesheet import Stylesheets, serve_stylesheet
from ceres.web.uploads import close_uploads

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.plugins.host import PluginHost
    from ceres.web.request import Request

OPEN_LINK = {"request_method": "GET", "permission": NO_PERMISSION_REQUIRED}
TEMPLATES_READY = PHASE3_CONFIG + 1  # the environment of the templates is made in phase 3


def request_id(request: Request) -> str:
    """Return the reference number of the request: random, so that it tells nothing."""
    return secrets.token_hex(8)


def now(request: Request) -> datetime:
    """Return the instant of the request."""
    return datetime.now(UTC)


def includeme(config: Configurator) -> None:
    """Wire the frame."""
    site = config.registry["ceres.site"]
    zone = ZoneInfo(site.settings.site.timezone)
    config.add_request_method(request_id, "id", reify=True)
    config.add_request_method(now, "now", reify=True)
    config.add_request_method(Slots, "slots", reify=True)
    config.add_request_method(addresses, "addresses", reify=True)
    config.add_request_method(lambda _: zone, "zone", property=True)
    config.add_request_method(lambda _: site.settings, "settings", property=True)
    config.add_subscriber(add_frame, BeforeRender)
    config.add_subscriber(lambda event: event.request.add_finished_callback(close_uploads), NewRequest)
    config.action(None, _prepare_templates, args=(config,), order=TEMPLATES_READY)
    config.add_jinja2_search_path("ceres.web:templates")
    config.add_view(choose_language, route_name="language", **OPEN_LINK)
    config.add_view(choose_display, route_name="display", **OPEN_LINK)
    _add_static_files(config, site.plugins)
    config.include("ceres.web.errors")
    config.include("ceres.web.health")


def _prepare_templates(config: Configurator) -> None:
    environment = config.get_jinja2_environment()
    environment.globals |= {"icon": icon, "announcements": announcements, "ip_link": ip_link}
    use_whole_names(config.registry, environment)


def _add_static_files(config: Configurator, plugins: PluginHost) -> None:
    hashes = HashInName()
    config.add_view_deriver(HashedStatic(hashes), "ceres_static", under="ceres_gate")
    config.add_static_view("static/ceres", "ceres.web:static")
    for package in ["ceres.web", *sorted({plugin.package for plugin in plugins.loaded()})]:
        config.add_cache_buster(f"{package}:static", hashes)
    if brand := config.registry[STATIC]:
        config.add_static_view("static/brand", str(brand))
        config.add_cache_buster(str(brand), hashes)
    config.registry["ceres.stylesheets"] = Stylesheets()
    config.add_view(serve_stylesheet, route_name="stylesheet", **OPEN_LINK)
