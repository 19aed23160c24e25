"""The list that a report was opened from: the way back, the reports before and after it, and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.reports.identity import signed_in
from ceres.reports.listing import USUAL_SLOTS
from ceres.reports.listing_plan import COUNT_CEILING, PAGE_SIZE
from ceres.reports.neighbours_sql import AroundPlan, around_statement
from ceres.reports.query import ReportQuery
from ceres.reports.scope import parameters, shape_of
from ceres.reports.searches import SavedSearches, SearchNotFound
from ceres.reports.selection import NOTICE
from ceres.reports.tabs import SearchFailed, UnknownTab, find_tab

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.reading import ReportDetail
    from ceres.web.request import Request

VERSION = "version"  # in the address of a report: the one shown
OWN = frozenset({VERSION, NOTICE})  # what is not the list's in the address of a report
WALKED = frozenset({"search", "after", "before"})  # what a list may say and still stand in the order of dates, whole


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around a report in its list; the newest report is the first one."""

    previous: str | None  # public ids
    next: str | None
    position: int | None  # None beyond what is counted
    total: int | None  # None when it is not counted, or beyond what is


class Surroundings:
    """Finds the neighbours of a report among those a query allows."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def find(self, query: ReportQuery, report: ReportDetail, counted: int) -> Neighbours | None:
        """Return them; None when the list does not hold the report (any more). At most ``counted`` reports are counted."""
        values = {**parameters(query), "here_issued_at": report.row.issued_at, "here_report": report.internal_id}
        plan = AroundPlan(shape_of(query), USUAL_SLOTS, COUNT_CEILING, counted + 1)
        line = self._db.execute(around_statement(plan), values).one()
        if line.mandates > USUAL_SLOTS:
            line = self._db.execute(around_statement(plan._replace(slots=line.mandates)), values).one()
        if not line.inside:
            return None
        position = line.rank + 1 if line.rank < COUNT_CEILING else None
        return Neighbours(line.newer, line.older, position, line.total if line.total <= counted else None)


@dataclass(frozen=True, slots=True)
class OpenedFrom:
    """The list, as the address of the report names it: an opaque search, or the latest reports."""

    query: Mapping[str, str]  # for the addresses of the list and of the reports beside this one
    neighbours: Neighbours | None

    @classmethod
    def of(cls, request: Request, report: ReportDetail) -> OpenedFrom:
        """Return where ``report`` was opened from; a list that is no more leads back to the latest reports."""
        query = {name: value for name, value in request.GET.items() if name not in OWN}
        scope = ReportQuery.visible_to(signed_in(request).account_id, request.now)
        search = query.get("search")
        if query.keys() - WALKED:
            return cls(query, None)  # a list in another order, or filtered: what was opened since has left it
        try:
            listed = _searched(request, scope, search) if search else scope
        except (SearchNotFound, UnknownTab, SearchFailed):
            return cls({}, None)
        found = Surroundings(request.db).find(listed, report, COUNT_CEILING if search else PAGE_SIZE)
        return cls(query, found if search else _latest(found))


def _searched(request: Request, scope: ReportQuery, search_id: str) -> ReportQuery:
    search = SavedSearches(request.db, request.now).load(search_id, signed_in(request).session_id)
    return find_tab(request, search.tab).narrow(request, scope, search.criteria)


def _latest(found: Neighbours | None) -> Neighbours | None:
    """Return the place among « vos 25 dernières demandes »; further down there is none to name."""
    if found is None or found.position is None or found.position > PAGE_SIZE:
        return found and Neighbours(found.previous, found.next, None, None)
    return Neighbours(found.previous, found.next, found.position, PAGE_SIZE if found.total is None else found.total)
