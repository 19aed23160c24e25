"""Wires the page of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Permission
from ceres_banner.admin.views import AnnouncementsView, OneAnnouncementView

if TYPE_CHECKING:
    from pyramid.config import Configurator


def add_pages(config: Configurator) -> None:
    """Declare the routes and the views."""
    config.add_route("ceres_banner.admin", "/x/banner/admin")
    config.add_route("ceres_banner.admin/one", r"/x/banner/admin/{number:\d{1,18}}")
    page = {"renderer": "ceres_banner/announcements.jinja2", "permission": Permission.ADMIN_MANAGE}
    for route, view in (("ceres_banner.admin", AnnouncementsView), ("ceres_banner.admin/one", OneAnnouncementView)):
        config.add_view(view, attr="show", route_name=route, request_method="GET", **page)
        config.add_view(view, attr="act", route_name=route, request_method="POST", **page)
