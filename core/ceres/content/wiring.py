"""Wires the pages of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.content.views import show

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the view, and the folder of its template."""
    config.add_jinja2_search_path("ceres.content:templates")
    config.add_view(show, route_name="page", request_method="GET", renderer="ceres/content/page.jinja2", permission=NO_PERMISSION_REQUIRED)
