"""« Résultats »: the latest reports, or what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from ceres.reports.page_key import PageKey
from ceres.reports.results import ResultsDesk
from ceres.reports.selection import selection_of
from ceres.reports.tabs import shown_tabs
from ceres.reports.views.refusals import refusals
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.web.request import Request


def home(request: Request) -> HTTPSeeOther:
    """Lead to the results, or to the administration those who read none."""
    reads = request.identity is None or Role.PRESCRIBER in request.identity.roles
    return HTTPSeeOther(request.route_path("results" if reads else "admin"))


def results(request: Request) -> dict[str, Any]:
    """Show one page; a form sent here changes what is ticked on it."""
    search, after = request.GET.get("search"), request.GET.get("after")
    desk = ResultsDesk.for_request(request)
    with refusals():
        key = PageKey.parse(after) if after else None
        page = desk.found(search, key) if search else desk.latest(key)
    return {"page": page, "selection": selection_of(request, page), "tabs": shown_tabs(request), "current_tab": "results"}
