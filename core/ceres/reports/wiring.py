"""Wires the pages of the reports: one line a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.reports.views import report, results
from ceres.reports.views.search import SearchView
from ceres.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator

READ = {"request_method": "GET", "permission": Permission.REPORT_READ}
SEARCH = {"permission": Permission.REPORT_READ, "renderer": "ceres/search.jinja2"}


def includeme(config: Configurator) -> None:
    """Add the views, and the folder of their templates."""
    config.add_jinja2_search_path("ceres.reports:templates")
    config.add_view(results.home, route_name="home", request_method="GET", permission=Permission.SIGNED_IN)
    config.add_view(results.results, route_name="results", renderer="ceres/results.jinja2", **READ)
    config.add_view(results.results, route_name="results", renderer="ceres/results.jinja2", **(READ | {"request_method": "POST"}))
    config.add_view(SearchView, attr="show", route_name="search", request_method="GET", **SEARCH)
    config.add_view(SearchView, attr="search", route_name="search", request_method="POST", **SEARCH)
    config.add_view(report.report, route_name="report", renderer="ceres/report.jinja2", **READ)
    config.add_view(report.current_document, route_name="report.current", **READ)
    config.add_view(report.version_document, route_name="report.version", **READ)
