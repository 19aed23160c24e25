"""« Résultats »: the latest reports, or what a search found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from pyramid.httpexceptions import HTTPSeeOther

from ceres.reports.links import ResultsLinks
from ceres.reports.listing import Show
from ceres.reports.ordering import Order
from ceres.reports.page_key import PageKey
from ceres.reports.results import Asked, ResultsDesk
from ceres.reports.selection import selection_of
from ceres.reports.tabs import shown_tabs
from ceres.reports.views.refusals import refusals
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.web.request import Request

Choice = TypeVar("Choice", bound=StrEnum)


def home(request: Request) -> HTTPSeeOther:
    """Lead to the results, or to the administration those who read none."""
    reads = request.identity is None or Role.PRESCRIBER in request.identity.roles
    return HTTPSeeOther(request.route_path("results" if reads else "admin"))


def results(request: Request) -> dict[str, Any]:
    """Show one page; a form sent here changes what is ticked on it."""
    search = request.GET.get("search")
    desk = ResultsDesk.for_request(request)
    with refusals():
        page = desk.found(search, asked(request)) if search else desk.latest(asked(request))
    shown = {"page": page, "selection": selection_of(request, page), "links": ResultsLinks(request, page)}
    return {**shown, "tabs": shown_tabs(request), "current_tab": "results"}


def asked(request: Request) -> Asked:
    """Return what the address asks for; a filter or an order that does not exist is none; raises BadKey."""
    after, before = request.GET.get("after"), request.GET.get("before")
    return Asked(
        show=chosen(Show, request.GET.get("show"), Show.ALL),
        order=chosen(Order, request.GET.get("sort"), Order.NEWEST),
        after=PageKey.parse(after) if after else None,
        before=PageKey.parse(before) if before else None,
    )


def chosen(kind: type[Choice], value: str | None, usual: Choice) -> Choice:
    """Return the member of ``kind`` that an address names."""
    return next((member for member in kind if member.value == value), usual)
