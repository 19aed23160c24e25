"""Wires the pages of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres_intake.admin.message import MessageView
from ceres_intake.admin.pages import FlowView
from ceres_intake.admin.permissions import CORRECT, SEE

if TYPE_CHECKING:
    from pyramid.config import Configurator


def add_pages(config: Configurator) -> None:
    """Declare the routes and the views."""
    config.add_route("ceres_intake.admin", "/x/intake/admin")
    config.add_route("ceres_intake.admin/sections", "/x/intake/admin/sections")
    config.add_route("ceres_intake.admin/replay", "/x/intake/admin/replay")
    config.add_route("ceres_intake.admin/message", r"/x/intake/admin/quarantine/{number:\d{1,18}}")
    flow, message = {"renderer": "ceres_intake/flow.jinja2"}, {"renderer": "ceres_intake/message.jinja2"}
    see, correct = {"request_method": "GET", "permission": SEE}, {"request_method": "POST", "permission": CORRECT}
    config.add_view(FlowView, attr="show", route_name="ceres_intake.admin", **flow, **see)
    config.add_view(FlowView, attr="name", route_name="ceres_intake.admin/sections", **flow, **correct)
    config.add_view(FlowView, attr="replay", route_name="ceres_intake.admin/replay", **flow, **correct)
    config.add_view(MessageView, attr="show", route_name="ceres_intake.admin/message", **message, **see)
    config.add_view(MessageView, attr="act", route_name="ceres_intake.admin/message", **message, **correct)
