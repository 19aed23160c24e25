"""Wires the pages of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Permission
from ceres_intake.admin.views import MessageView, show_flow

if TYPE_CHECKING:
    from pyramid.config import Configurator


def add_pages(config: Configurator) -> None:
    """Declare the routes and the views."""
    manage = {"permission": Permission.ADMIN_MANAGE}
    config.add_route("ceres_intake.admin", "/x/intake/admin")
    config.add_route("ceres_intake.admin/message", r"/x/intake/admin/quarantine/{number:\d{1,18}}")
    config.add_view(show_flow, route_name="ceres_intake.admin", request_method="GET", renderer="ceres_intake/flow.jinja2", **manage)
    message = {"route_name": "ceres_intake.admin/message", "renderer": "ceres_intake/message.jinja2", **manage}
    config.add_view(MessageView, attr="show", request_method="GET", **message)
    config.add_view(MessageView, attr="act", request_method="POST", **message)
