"""Wires the pages for those who are outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.recovery.views.demand import DemandView
from ceres.recovery.views.password import LostPasswordView, NewPasswordView

if TYPE_CHECKING:
    from pyramid.config import Configurator

PAGES = (
    ("password", "ceres/password.jinja2", LostPasswordView, "ask"),
    ("password.new", "ceres/new_password.jinja2", NewPasswordView, "choose"),
    ("access", "ceres/demand.jinja2", DemandView, "send"),
)


def includeme(config: Configurator) -> None:
    """Add the views: each page shows a form, and takes it."""
    config.add_jinja2_search_path("ceres.recovery:templates")
    for route, template, view, takes in PAGES:
        open_to_all = {"route_name": route, "renderer": template, "permission": NO_PERMISSION_REQUIRED}
        config.add_view(view, attr="show", request_method="GET", **open_to_all)
        config.add_view(view, attr=takes, request_method="POST", **open_to_all)
