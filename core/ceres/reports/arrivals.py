"""What has arrived since an instant: how many reports, of whom; for pages that announce it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.audit.entry import AuditEntry
from ceres.reports.arrivals_sql import arrivals_statement
from ceres.reports.identity import signed_in
from ceres.reports.listing import USUAL_SLOTS, patient_name
from ceres.reports.query import ReportQuery
from ceres.reports.scope import parameters, shape_of

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request

MOST = 200  # arrivals looked at: whoever comes back after a year pays no more than others


@dataclass(frozen=True, slots=True)
class ArrivalSummary:
    """Reports that arrived, with their documents."""

    count: int
    more: bool  # there may be more than ``count``
    patients: tuple[str, ...]  # « NOM Prénom », each patient once, newest arrival first
    first_issued_at: datetime | None  # a report may arrive long after it was issued; None: nothing arrived


class Arrivals:
    """Tells one account what has arrived among the reports it may see; whatever names patients is traced."""

    def __init__(self, db: Session, record: Record, scope: ReportQuery) -> None:
        self._db = db
        self._record = record
        self._scope = scope

    @classmethod
    def for_request(cls, request: Request) -> Arrivals:
        """Return the arrivals of the signed-in account."""
        return cls(request.db, request.trail.record, ReportQuery.visible_to(signed_in(request).account_id, request.now))

    def since(self, start: datetime) -> ArrivalSummary:
        """Return what arrived from ``start`` on; examinations in progress have no report yet and do not count."""
        lines = self._lines(start, USUAL_SLOTS)
        if lines[0].mandates > USUAL_SLOTS:
            lines = self._lines(start, lines[0].mandates)
        found = _summary([line for line in lines if line.internal_id is not None])
        if found.count:
            self._record(AuditEntry("report.news", detail={"rows": found.count}))
        return found

    def _lines(self, start: datetime, slots: int) -> Sequence[Row[Any]]:
        query = self._scope.delivered_since(start)
        return self._db.execute(arrivals_statement(shape_of(query), slots, MOST), parameters(query)).all()


def _summary(lines: Sequence[Row[Any]]) -> ArrivalSummary:
    reports = [line for line in lines if line.current_version]
    patients = {line.patient_id: patient_name(line.family_name, line.given_name) for line in reports}
    return ArrivalSummary(
        count=len(reports),
        more=len(lines) >= MOST,
        patients=tuple(patients.values()),
        first_issued_at=min((line.issued_at for line in reports), default=None),
    )
