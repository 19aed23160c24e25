"""The results page of one request: which query, which page of it, and its trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.reports.identity import signed_in
from ceres.reports.listing import ActiveSearch, PageAsked, ReportListing, ResultsPage, Show
from ceres.reports.ordering import Order
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from ceres.reports.searches import RememberedSearch, SavedSearches, SearchNotFound
from ceres.reports.tabs import SearchFailed, UnknownTab, find_tab

if TYPE_CHECKING:
    from ceres.security.identity import Identity
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a results page asks for."""

    show: Show = Show.ALL
    order: Order = Order.NEWEST
    after: PageKey | None = None
    before: PageKey | None = None


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

    def latest(self, asked: Asked = Asked()) -> ResultsPage:
        """Return a page of the latest reports."""
        page = self._page(self._scope(), asked, PageAsked(counted=asked.show is not Show.ALL, news=True))
        self._request.trail.record(_traced("report.list", page))
        return page

    def found(self, search_id: str, asked: Asked = Asked()) -> ResultsPage:
        """Return a page of what a remembered search finds.

        Raises:
            SearchNotFound: the search is not this session's, or its tab is off.
            SearchFailed: its plugin failed.
        """
        search = self._load(search_id)
        query, chips = self._prepared(search)
        page = self._page(query, asked, PageAsked(counted=True, slots=search.prescribers))
        self._request.trail.record(_traced("report.search", page, search))
        return replace(page, search=ActiveSearch(search.id, search.tab, chips))

    def _page(self, query: ReportQuery, asked: Asked, usual: PageAsked) -> ResultsPage:
        shown = replace(usual, order=asked.order, after=asked.after, before=asked.before)
        page = replace(self._listing.page(shown_of(query, asked.show), shown), show=asked.show)
        return replace(page, total_label=total_label(self._request, page)) if usual.counted else page

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


def shown_of(query: ReportQuery, show: Show) -> ReportQuery:
    """Return the query narrowed by a quick filter."""
    match show:
        case Show.NEW:
            return query.unread()
        case Show.PENDING:
            return query.pending()
        case Show.ALL:
            return query


def total_label(request: Request, page: ResultsPage) -> str:
    """Return how many reports the whole list has, in words."""
    if page.capped:
        return request.translate("plus de 1 000 comptes rendus")
    count = page.count or 0
    match page.show:
        case Show.NEW:
            return request.pluralize("${n} nouveau compte rendu", "${n} nouveaux comptes rendus", count)
        case Show.PENDING:
            return request.pluralize("${n} demande en cours", "${n} demandes en cours", count)
        case Show.ALL:
            return request.pluralize("${n} compte rendu", "${n} comptes rendus", count)


def _traced(action: str, page: ResultsPage, search: RememberedSearch | None = None) -> AuditEntry:
    prescribers = {row.prescriber_id for row in page.rows}
    detail: dict[str, str | int | bool | list[str]] = {"rows": len(page.rows), "first": page.first_number}
    if page.show is not Show.ALL:
        detail["show"] = page.show.value
    if search is not None:
        # Which criteria, never their values: they name patients.
        detail |= {"tab": search.tab, "criteria": sorted(search.criteria)}
    return AuditEntry(action, prescriber_id=prescribers.pop() if len(prescribers) == 1 else None, detail=detail)
