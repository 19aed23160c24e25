"""What every template may use: who is signed in, the tabs, the addresses of the shared files, icons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import pass_context
from markupsafe import Markup, escape

from ceres.web.choices import is_mobile
from ceres.web.stylesheet import address_of

if TYPE_CHECKING:
    from jinja2.runtime import Context

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
    event["icons_url"] = request.static_path(ICONS)
    event["guide_url"] = request.brand.guide_url or request.route_path("page", slug="guide")
    event["mobile"] = is_mobile(request)
    event["stylesheet_url"] = address_of(request, mobile=event["mobile"])


@pass_context
def icon(context: Context, name: str, size: str = "") -> Markup:
    """Return a drawing of the sprite; it says nothing to a screen reader, the words beside it do."""
    classes = f"icon {size}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(classes, context["icons_url"], name)


@pass_context
def ip_link(context: Context, ip: str) -> Markup:
    """Return an IP address, as a link to the service that places it where the site has chosen one."""
    service = context["settings"].site.ip_lookup
    if not service:
        return escape(ip)
    # The service learns the address that was clicked, and nothing of where the click came from.
    address = service.replace("{ip}", quote(ip, safe=""))
    return Markup('<a href="{}" target="_blank" rel="noreferrer noopener">{}</a>').format(address, ip)
