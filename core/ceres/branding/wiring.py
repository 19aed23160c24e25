"""Gives requests and templates what the site shows as its own: words, colours, templates, files, translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.config import PHASE3_CONFIG
from pyramid.events import BeforeRender
from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.branding.looks import Looks, mark_column
from ceres.branding.serving import logo_url, serve_logo
from ceres.db.live import add_live_column

if TYPE_CHECKING:
    from pathlib import Path

    from pyramid.config import Configurator

    from ceres.branding.brand import Brand
    from ceres.branding.looks import Look
    from ceres.web.request import Request

LOOKS = "ceres.looks"
"""Registry key of the `Looks` of the site."""
STATIC = "ceres.brand_static"
"""Registry key of the folder of the branding's static files; None without one."""
TEMPLATES_READY = PHASE3_CONFIG + 1  # the environment of the templates is made in phase 3


def look_of(request: Request) -> Look:
    """Return the look that is in force for this request."""
    looks: Looks = request.registry[LOOKS]
    return looks.marked(request.live.look)


def brand_of(request: Request) -> Brand:
    """Return the site's brand in the language of the request."""
    return request.look.brands[request.locale_name].translated(request.translate)


def add_brand(event: Any) -> None:
    """Let every template say ``brand``."""
    request = event["request"]
    if request is not None and event["renderer_name"].endswith(".jinja2"):
        event["brand"] = request.brand
        event["logo_url"] = logo_url(request, request.brand)


def includeme(config: Configurator) -> None:
    """Read the folder of the branding once, what is published over it whenever it changes.

    Raises:
        ConfigError: the branding is not right.
    """
    site = config.registry["ceres.site"]
    looks = config.registry[LOOKS] = Looks.of_site(site.settings, site.database)
    branding = looks.folder
    config.registry[STATIC] = branding.part("static")
    add_live_column(config, mark_column())
    config.add_request_method(look_of, "look", reify=True)
    config.add_request_method(brand_of, "brand", reify=True)
    config.add_subscriber(add_brand, BeforeRender)
    config.add_view(serve_logo, route_name="brand.logo", request_method="GET", permission=NO_PERMISSION_REQUIRED)
    if templates := branding.part("templates"):
        config.action(None, _put_first, args=(config, templates), order=TEMPLATES_READY)


def _put_first(config: Configurator, templates: Path) -> None:
    # Last of all, so that no feature or plugin comes before the site's own templates.
    config.add_jinja2_search_path(str(templates), prepend=True)
