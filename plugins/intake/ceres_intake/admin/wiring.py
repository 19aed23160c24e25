"""Wires the pages of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Permission
from ceres_intake.admin.message import MessageView
from ceres_intake.admin.pages import FlowView

if TYPE_CHECKING:
    from pyramid.config import Configurator


def add_pages(config: Configurator) -> None:
    """Declare the routes and the views."""
    manage = {"permission": Permission.ADMIN_MANAGE}
    config.add_route("ceres_intake.admin", "/x/intake/admin")
    config.add_route("ceres_intake.admin/sections", "/x/intake/admin/sections")
    config.add_route("ceres_intake.admin/replay", "/x/intake/admin/replay")
    config.add_route("ceres_intake.admin/message", r"/x/intake/admin/quarantine/{number:\d{1,18}}")
    flow = {"renderer": "ceres_intake/flow.jinja2", **manage}
    config.add_view(FlowView, attr="show", route_name="ceres_intake.admin", request_method="GET", **flow)
    config.add_view(FlowView, attr="name", route_name="ceres_intake.admin/sections", request_method="POST", **flow)
    config.add_view(FlowView, attr="replay", route_name="ceres_intake.admin/replay", request_method="POST", **flow)
    message = {"route_name": "ceres_intake.admin/message", "renderer": "ceres_intake/message.jinja2", **manage}
    config.add_view(MessageView, attr="show", request_method="GET", **message)
    config.add_view(MessageView, attr="act", request_method="POST", **message)
