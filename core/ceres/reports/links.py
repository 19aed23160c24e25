"""Addresses of the results page: the same list, shown otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.reports.listing import ResultsPage, Show
from ceres.reports.ordering import Order

if TYPE_CHECKING:
    from ceres.web.request import Request

USUAL = {"show": Show.ALL.value, "sort": Order.NEWEST.value}


class ResultsLinks:
    """Makes the links of one page; a change of filter or order begins at the first page."""

    def __init__(self, request: Request, page: ResultsPage) -> None:
        self._request = request
        self._shown = {"show": page.show.value, "sort": page.order.value}
        self._search = {"search": page.search.id} if page.search else {}

    def to(self, **changes: str) -> str:
        """Return the address of this list with ``changes``: show, sort, after, before."""
        asked = self._search | self._shown | changes
        return self._request.route_path("results", _query={name: value for name, value in asked.items() if USUAL.get(name) != value})
