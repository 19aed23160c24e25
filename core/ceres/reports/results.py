"""The results page of one request: which query, which page of it, and its trace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.reports.identity import signed_in
from ceres.reports.listing import ActiveSearch, ReportListing, ResultsPage
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from ceres.reports.searches import RememberedSearch, SavedSearches, SearchNotFound
from ceres.reports.tabs import SearchFailed, UnknownTab, find_tab

if TYPE_CHECKING:
    from ceres.security.identity import Identity
    from ceres.web.request import Request


class ResultsDesk:
    """Reads pages of results for the signed-in account; every page is traced."""

    def __init__(self, request: Request, identity: Identity, listing: ReportListing, searches: SavedSearches) -> None:
        self._request = request
        self._identity = identity
        self._listing = listing
        self._searches = searches

    @classmethod
    def for_request(cls, request: Request) -> ResultsDesk:
        """Return the desk of this request."""
        return cls(request, signed_in(request), ReportListing(request.db), SavedSearches(request.db, request.now))

    def latest(self, after: PageKey | None = None) -> ResultsPage:
        """Return a page of the latest reports."""
        page = self._listing.page(self._scope(), after)
        self._request.trail.record(_traced("report.list", page))
        return page

    def found(self, search_id: str, after: PageKey | None = None) -> ResultsPage:
        """Return a page of what a remembered search finds.

        Raises:
            SearchNotFound: the search is not this session's, or its tab is off.
            SearchFailed: its plugin failed.
        """
        search = self._load(search_id)
        query, chips = self._prepared(search)
        page = self._listing.page(query, after, counted=True)
        self._request.trail.record(_traced("report.search", page, search))
        return replace(page, search=ActiveSearch(search.id, search.tab, chips), total_label=total_label(self._request, page))

    def _prepared(self, search: RememberedSearch) -> tuple[ReportQuery, tuple[str, ...]]:
        request = self._request
        try:
            tab = find_tab(request, search.tab)
            return tab.narrow(request, self._scope(), search.criteria), tab.chips(request, search.criteria)
        except UnknownTab:
            raise SearchNotFound from None
        except SearchFailed:
            request.trail.record(AuditEntry("report.search", Outcome.FAILURE, detail={"reason": "plugin-failure", "tab": search.tab}))
            raise

    def _scope(self) -> ReportQuery:
        return ReportQuery.visible_to(self._identity.account_id, self._request.now)

    def _load(self, search_id: str) -> RememberedSearch:
        try:
            return self._searches.load(search_id, self._identity.session_id)
        except SearchNotFound:
            self._request.trail.record(AuditEntry("report.search", Outcome.REFUSED, detail={"reason": "unknown-search"}))
            raise


def total_label(request: Request, page: ResultsPage) -> str:
    """Return how many reports a search found, in words."""
    if page.capped:
        return request.translate("plus de 1 000 comptes rendus")
    count = page.count or 0
    return request.pluralize("${n} compte rendu", "${n} comptes rendus", count)


def _traced(action: str, page: ResultsPage, search: RememberedSearch | None = None) -> AuditEntry:
    prescribers = {row.prescriber_id for row in page.rows}
    detail: dict[str, str | int | bool | list[str]] = {"rows": len(page.rows), "first": page.first_number}
    if search is not None:
        # Which criteria, never their values: they name patients.
        detail |= {"tab": search.tab, "criteria": sorted(search.criteria)}
    return AuditEntry(action, prescriber_id=prescribers.pop() if len(prescribers) == 1 else None, detail=detail)
