"""What every template may use: who is signed in, the tabs, the addresses of the shared files, icons."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import pass_context
from markupsafe import Markup, escape

from ceres.web.choices import is_mobile
from ceres.web.stylesheet import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.runtime import Context

    from ceres.web.request import Request

ICONS = "ceres.web:static/icons.svg"


def add_frame(event: Any) -> None:
    """Fill in what the frame of a page needs; a view's own values win."""
    request = event["request"]
    if request is None or not event["renderer_name"].endswith(".jinja2"):
        return
    event["identity"] = request.identity
    event["tabs"] = ()
    event["current_tab"] = ""
    event["languages"] = request.languages
    event["settings"] = request.registry["ceres.site"].settings
    event.update(request.addresses)


def addresses(request: Request) -> Mapping[str, Any]:
    """Return what depends on the layout asked for and on the brand; once a request, pieces of plugins need it too."""
    mobile = is_mobile(request)
    return {
        "icons_url": request.static_path(ICONS),
        "guide_url": request.brand.guide_url or request.route_path("page", slug="guide"),
        "mobile": mobile,
        "stylesheet_url": address_of(request, mobile=mobile),
    }


@pass_context
def icon(context: Context, name: str, size: str = "") -> Markup:
    """Return a drawing of the sprite; it says nothing to a screen reader, the words beside it do."""
    return _drawing(context["icons_url"], name, size)


@pass_context
def ip_link(context: Context, ip: str) -> Markup:
    """Return an IP address, as a link to the service that places it where the site has chosen one."""
    service = context["settings"].site.ip_lookup
    if not service:
        return escape(ip)
    # The service learns the address that was clicked, and nothing of where the click came from.
    address = service.replace("{ip}", quote(ip, safe=""))
    return Markup('<a href="{}" target="_blank" rel="noreferrer noopener">{}</a>').format(address, ip)


@lru_cache(500)  # a page of results draws forty, of ten kinds
def _drawing(sprite: str, name: str, size: str) -> Markup:
    classes = f"icon {size}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(classes, sprite, name)
