"""Gives requests and templates what the site shows as its own: words, colours, templates, files, translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.config import PHASE3_CONFIG
from pyramid.events import BeforeRender

from ceres.branding.brand import Brand
from ceres.branding.colours import stylesheet
from ceres.branding.folder import read_branding

if TYPE_CHECKING:
    from pathlib import Path

    from pyramid.config import Configurator

    from ceres.web.request import Request

BRANDS = "ceres.brands"
"""Registry key of the `Brand` of the site in each language."""
STYLE = "ceres.brand_style"
"""Registry key of the rules that follow the portal's own stylesheet."""
STATIC = "ceres.brand_static"
"""Registry key of the folder of the branding's static files; None without one."""
TEMPLATES_READY = PHASE3_CONFIG + 1  # the environment of the templates is made in phase 3


def brand_of(request: Request) -> Brand:
    """Return the site's brand in the language of the request."""
    brand: Brand = request.registry[BRANDS][request.locale_name]
    return brand.translated(request.translate)


def add_brand(event: Any) -> None:
    """Let every template say ``brand``."""
    if event["request"] is not None and event["renderer_name"].endswith(".jinja2"):
        event["brand"] = event["request"].brand


def includeme(config: Configurator) -> None:
    """Read the branding once, translate it once a request.

    Raises:
        ConfigError: the branding is not right.
    """
    languages, site = config.registry["ceres.site"].languages, config.registry["ceres.site"].settings.site
    branding = read_branding(site.branding)
    config.registry[BRANDS] = {language: Brand.of(site, branding, language) for language in languages}
    config.registry[STYLE] = stylesheet(branding.colour) if branding.colour else ""
    config.registry[STATIC] = branding.part("static")
    config.add_request_method(brand_of, "brand", reify=True)
    config.add_subscriber(add_brand, BeforeRender)
    if templates := branding.part("templates"):
        config.action(None, _put_first, args=(config, templates), order=TEMPLATES_READY)


def _put_first(config: Configurator, templates: Path) -> None:
    # Last of all, so that no feature or plugin comes before the site's own templates.
    config.add_jinja2_search_path(str(templates), prepend=True)
