"""Gives requests and templates what the site shows as its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.events import BeforeRender

from ceres.branding.brand import Brand

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.web.request import Request


def brand_of(request: Request) -> Brand:
    """Return the site's brand in the language of the request."""
    brand: Brand = request.registry["ceres.brand"]
    return brand.translated(request.translate)


def add_brand(event: Any) -> None:
    """Let every template say ``brand``."""
    if event["request"] is not None and event["renderer_name"].endswith(".jinja2"):
        event["brand"] = event["request"].brand


def includeme(config: Configurator) -> None:
    """Read the brand once, translate it once a request."""
    config.registry["ceres.brand"] = Brand.of(config.registry["ceres.site"].settings.site)
    config.add_request_method(brand_of, "brand", reify=True)
    config.add_subscriber(add_brand, BeforeRender)
