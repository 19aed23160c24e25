"""What the page of one report shows beside the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.reports.consultations import Consultation, Consultations
from ceres.reports.desk import ReadingDesk
from ceres.reports.identity import signed_in
from ceres.reports.neighbours import OpenedFrom
from ceres.reports.query import ReportQuery
from ceres.reports.reading import DocumentVersion, ReportDetail, ReportReading, Sibling

if TYPE_CHECKING:
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class ShownReport:
    """What plugins are told of the page: the report as the account may see it, and which of its versions is shown."""

    report: ReportDetail
    version: DocumentVersion | None  # none while the examinations are in progress


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report, one of its versions, and what surrounds it."""

    report: ReportDetail
    shown: DocumentVersion | None  # none while the examinations are in progress
    replaced_by: DocumentVersion | None  # set when a former version is shown
    replaces: DocumentVersion | None
    siblings: tuple[Sibling, ...]
    consultations: tuple[Consultation, ...]  # before this one
    origin: OpenedFrom

    @property
    def about(self) -> ShownReport:
        """What the slots of the page are about."""
        return ShownReport(self.report, self.shown)


def open_page(request: Request, public_id: str, number: int | None, *, mark: bool) -> ReportPage:
    """Open a report for its page; raises like `ReadingDesk.open_report`."""
    report = ReadingDesk.for_request(request).open_report(public_id, number, mark=mark)
    shown = report.current if number is None else report.version(number)
    scope = ReportQuery.visible_to(signed_in(request).account_id, request.now)
    return ReportPage(
        report=report,
        shown=shown,
        replaced_by=report.successor(shown) if shown and not shown.current else None,
        replaces=report.predecessor(shown) if shown else None,
        siblings=ReportReading(request.db).siblings(scope, report),
        consultations=Consultations(request.db).of(report.internal_id, report.row.prescriber_id),
        origin=OpenedFrom.of(request, report),
    )
