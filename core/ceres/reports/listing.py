"""The results page: 25 reports at a time, newest first, whatever the site's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from ceres.reports.listing_sql import PagePlan, page_statement
from ceres.reports.models import ReportStatus
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from ceres.reports.scope import parameters, shape_of

PAGE_SIZE = 25
COUNT_CEILING = 1000
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
    prescriber_id: int  # through whom the account sees it

    @property
    def patient_name(self) -> str:
        """Name as lists show it: « NOM Prénom »."""
        return patient_name(self.family_name, self.given_name)


@dataclass(frozen=True, slots=True)
class ActiveSearch:
    """The search whose results are shown."""

    id: str  # opaque
    tab: str  # slug
    chips: tuple[str, ...]  # criteria, translated


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What the results page shows."""

    rows: tuple[ResultRow, ...]
    first_number: int  # rank of the first row, from 1
    more: bool
    next_key: str | None  # for ?after=
    count: int | None = None  # of a whole search, at most COUNT_CEILING; None for the latest reports
    capped: bool = False  # the search has more than ``count`` reports
    total_label: str = ""  # « 132 comptes rendus », « plus de 1 000 comptes rendus »; empty without a search
    search: ActiveSearch | None = None

    @property
    def last_number(self) -> int:
        """Rank of the last row."""
        return self.first_number + len(self.rows) - 1


class ReportListing:
    """Reads pages of visible reports."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def page(self, query: ReportQuery, after: PageKey | None = None, *, counted: bool = False) -> ResultsPage:
        """Return the page that follows ``after``; with ``counted``, count the whole query too, up to the ceiling."""
        lines = self._lines(query, after, counted, USUAL_SLOTS)
        if lines[0].mandates > USUAL_SLOTS:
            lines = self._lines(query, after, counted, lines[0].mandates)
        rows = tuple(make_row(list(group)) for key, group in groupby(lines, key=_internal_id) if key is not None)
        return _make_page(rows, after.rank if after else 0, lines[0].total)

    def _lines(self, query: ReportQuery, after: PageKey | None, counted: bool, slots: int) -> Sequence[Row[Any]]:
        ceiling = COUNT_CEILING + 1 if counted else 0
        plan = PagePlan(shape_of(query), slots, PAGE_SIZE + 1, after is not None, ceiling)
        values = parameters(query)
        if after is not None:
            values |= {"after_issued_at": after.issued_at, "after_report": after.report_id}
        return self._db.execute(page_statement(plan), values).all()


def patient_name(family_name: str, given_name: str) -> str:
    """Return a name as lists show it: « NOM Prénom »."""
    return f"{family_name.upper()} {given_name}".strip()


def make_row(versions: Sequence[Row[Any]]) -> ResultRow:
    """Make one row of the lines that differ only by their version, newest version first."""
    line = versions[0]
    current = line.current_version
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
        former_versions=tuple(each.version for each in versions if each.version is not None and each.version != current),
        unread=current > (line.version_seen or 0),
        document_ok=all(each.document_ok for each in versions if each.version == current),
        prescriber_id=line.prescriber_id,
    )


def _make_page(found: tuple[ResultRow, ...], skipped: int, total: int | None) -> ResultsPage:
    rows = found[:PAGE_SIZE]
    more = len(found) > PAGE_SIZE
    return ResultsPage(
        rows=rows,
        first_number=skipped + 1,
        more=more,
        next_key=str(PageKey(rows[-1].issued_at, rows[-1].report_id, skipped + PAGE_SIZE)) if more else None,
        count=None if total is None else min(total, COUNT_CEILING),
        capped=total is not None and total > COUNT_CEILING,
    )


def _internal_id(line: Row[Any]) -> int | None:
    found: int | None = line.internal_id
    return found
