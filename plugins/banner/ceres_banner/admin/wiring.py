"""Wires the page of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Permission
from ceres_banner.admin.views import AnnouncementsView

if TYPE_CHECKING:
    from pyramid.config import Configurator


def add_pages(config: Configurator) -> None:
    """Declare the routes and the views."""
    manage = {"permission": Permission.ADMIN_MANAGE}
    page = {"route_name": "ceres_banner.admin", "renderer": "ceres_banner/announcements.jinja2", **manage}
    config.add_route("ceres_banner.admin", "/x/banner/admin")
    config.add_route("ceres_banner.admin/end", r"/x/banner/admin/{number:\d{1,18}}/end")
    config.add_view(AnnouncementsView, attr="show", request_method="GET", **page)
    config.add_view(AnnouncementsView, attr="act", request_method="POST", **page)
    config.add_view(AnnouncementsView, attr="end", route_name="ceres_banner.admin/end", request_method="POST", **manage)
