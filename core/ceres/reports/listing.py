"""The results page: 25 reports at a time, newest first, whatever the site's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from ceres.i18n.names import plain_name
from ceres.reports.listing_plan import COUNT_CEILING, PAGE_SIZE, PagePlan, gathers
from ceres.reports.listing_sql import page_statement
from ceres.reports.models import Alert, ReportStatus
from ceres.reports.ordering import Order
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from ceres.reports.scope import parameters, shape_of

USUAL_SLOTS = 2  # prescribers looked at in the first statement; an account with more of them costs a second one


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the results: one report of one order."""

    report_id: str  # public, random
    reference: str  # the prescriber's own; empty when not given
    nip: str
    family_name: str
    given_name: str
    birth_name: str  # empty unless it differs from the family name
    birth_date: str  # ISO, as precise as known
    section: str
    status: ReportStatus
    issued_at: datetime
    order_number: str
    current_version: int  # 0: no document yet
    former_versions: tuple[int, ...]  # newest first
    unread: bool  # by this account, in its current version
    document_ok: bool  # false: the current document is incomplete
    alert: Alert  # the gravest of the values of the current document
    prescriber_id: int  # through whom the account sees it

    @property
    def patient_name(self) -> str:
        """Name for files, « NOM Prénom » in every language; pages say ``request.write_name(row)``."""
        return plain_name(self)


class Show(StrEnum):
    """The quick filters; the values stand in addresses."""

    ALL = "all"
    NEW = "new"  # not opened by the account in their current version
    PENDING = "pending"  # in progress


@dataclass(frozen=True, slots=True)
class ActiveSearch:
    """The search whose results are shown."""

    id: str  # opaque
    tab: str  # slug
    chips: tuple[str, ...]  # criteria, translated


@dataclass(frozen=True, slots=True)
class News:
    """Counts beside the quick filters, of all that the account sees; one more than NEWS_CEILING says « or more »."""

    unread: int
    more_unread: bool  # older reports were not looked at
    pending: int


@dataclass(frozen=True, slots=True)
class ShownList:
    """What plugins are told of a list: the reports on this page of it, in their order, and whether a search found them."""

    report_ids: tuple[str, ...]  # public
    searched: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What the results page shows."""

    rows: tuple[ResultRow, ...]
    first_number: int  # rank of the first row, from 1
    previous_key: str | None  # for ?before=
    next_key: str | None  # for ?after=
    order: Order
    count: int | None = None  # of the whole list, at most COUNT_CEILING; None when not asked for
    capped: bool = False  # the list has more than ``count`` reports
    partial: bool = False  # what is unread was looked for among the latest only
    news: News | None = None  # None when not asked for
    show: Show = Show.ALL
    search: ActiveSearch | None = None
    total_label: str = ""  # « 132 comptes rendus », « plus de 1 000 comptes rendus »; empty where the latest are shown

    @property
    def last_number(self) -> int:
        """Rank of the last row."""
        return self.first_number + len(self.rows) - 1

    @property
    def about(self) -> ShownList:
        """What the slots of the page are about."""
        return ShownList(tuple(row.report_id for row in self.rows), self.search is not None)


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page of a list, and what to count on the way."""

    order: Order = Order.NEWEST
    size: int = PAGE_SIZE
    after: PageKey | None = None
    before: PageKey | None = None  # the page that ends just before this report
    counted: bool = False
    news: bool = False
    slots: int = USUAL_SLOTS  # prescribers looked at in the first statement

    @property
    def key(self) -> PageKey | None:
        """Where the page begins or ends; None on the first page."""
        return self.before or self.after


FIRST_PAGE = PageAsked()


class ReportListing:
    """Reads pages of visible reports."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def page(self, query: ReportQuery, asked: PageAsked = FIRST_PAGE) -> ResultsPage:
        """Return one page; with ``counted``, count the whole query too, up to the ceiling."""
        shape = shape_of(query)
        plan = PagePlan(
            shape=shape,
            slots=max(asked.slots, USUAL_SLOTS),
            size=asked.size,
            order=asked.order,
            backward=asked.before is not None,
            keyed=asked.key is not None,
            counted=asked.counted,
            news=asked.news,
            gathered=gathers(shape, asked.order),
        )
        lines, plan = self._lines(plan, query, asked)
        rows = tuple(make_row(list(group)) for key, group in groupby(lines, key=_internal_id) if key is not None)
        if plan.backward and len(rows) < plan.size:
            # Others have come meanwhile: the first page shows them, and what was asked for.
            return self.page(query, replace(asked, before=None))
        return _make_page(rows, asked, plan, lines[0])

    def _lines(self, plan: PagePlan, query: ReportQuery, asked: PageAsked) -> tuple[Sequence[Row[Any]], PagePlan]:
        values = parameters(query)
        if asked.key is not None:
            values |= {"key_issued_at": asked.key.issued_at, "key_report": asked.key.report_id}
        while True:
            lines = self._db.execute(page_statement(plan), values).all()
            better = _better(plan, lines[0])
            if better == plan:
                return lines, plan
            plan = better


def _better(plan: PagePlan, line: Row[Any]) -> PagePlan:
    """Return the plan that reads the whole account, and all of the list, now that their sizes are known."""
    slots = max(plan.slots, line.mandates)
    if line.saturated and not plan.unread_only:
        # There are so many that the index of the order meets a page of them soon.
        return plan._replace(slots=slots, gathered=False, counted=False)
    return plan._replace(slots=slots)


def make_row(versions: Sequence[Row[Any]]) -> ResultRow:
    """Make one row of the lines that differ only by their version, newest version first."""
    line = versions[0]
    current = line.current_version
    document = next((each for each in versions if each.version == current), None)
    former = () if document and len(versions) == 1 else tuple(each.version for each in versions if each.version not in (None, current))
    return ResultRow(
        report_id=line.public_id,
        reference=line.reference,
        nip=line.nip,
        family_name=line.family_name,
        given_name=line.given_name,
        birth_name=line.birth_name,
        birth_date=line.birth_date,
        section=line.section,
        status=line.status,
        issued_at=line.issued_at,
        order_number=line.number,
        current_version=current,
        former_versions=former,
        unread=current > (line.version_seen or 0),
        document_ok=document.document_ok if document else True,
        alert=document.alert if document else Alert.NONE,
        prescriber_id=line.prescriber_id,
    )


def _make_page(found: tuple[ResultRow, ...], asked: PageAsked, plan: PagePlan, line: Row[Any]) -> ResultsPage:
    more = len(found) > plan.size
    rows = (found[-plan.size :] if plan.backward else found[: plan.size]) if more else found
    first = _first_number(asked, rows, more=more)
    walked = asked.counted and not plan.counted
    return ResultsPage(
        rows=rows,
        first_number=first,
        previous_key=_key(rows[0], first) if rows and (more if plan.backward else asked.after is not None) else None,
        next_key=_key(rows[-1], first + len(rows) - 1) if rows and (plan.backward or more) else None,
        order=plan.order,
        count=COUNT_CEILING if walked else None if line.total is None else min(line.total, COUNT_CEILING),
        capped=walked or (line.total is not None and line.total > COUNT_CEILING),
        partial=bool(plan.unread_only and line.saturated),
        news=News(line.unread, bool(line.more_unread), line.pending) if asked.news else None,
    )


def _first_number(asked: PageAsked, rows: Sequence[ResultRow], *, more: bool) -> int:
    if asked.before is not None:
        # Ranks count from where the list was opened; at its head they are certain.
        return max(asked.before.rank - len(rows), 1) if more else 1
    return asked.after.rank + 1 if asked.after else 1


def _key(row: ResultRow, rank: int) -> str:
    return str(PageKey(row.issued_at, row.report_id, rank))


def _internal_id(line: Row[Any]) -> int | None:
    found: int | None = line.report_id
    return found
