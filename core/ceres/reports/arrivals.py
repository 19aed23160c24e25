"""What has arrived since an instant: how many reports, of whom; for pages that announce it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.audit.entry import AuditEntry
from ceres.i18n.names import PersonName
from ceres.reports.arrivals_sql import arrivals_statement, names_statement
from ceres.reports.identity import signed_in
from ceres.reports.listing import USUAL_SLOTS
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
    patients: tuple[PersonName, ...]  # newest arrival first, as many as were asked for
    patient_count: int
    first_issued_at: datetime | None  # a report may arrive long after it was issued; None: nothing arrived


class Arrivals:
    """Tells one account what has arrived among the reports it may see; every answer that is not empty is traced."""

    def __init__(self, db: Session, record: Record, scope: ReportQuery) -> None:
        self._db = db
        self._record = record
        self._scope = scope

    @classmethod
    def for_request(cls, request: Request) -> Arrivals:
        """Return the arrivals of the signed-in account."""
        return cls(request.db, request.trail.record, ReportQuery.visible_to(signed_in(request).account_id, request.now))

    def since(self, start: datetime, *, names: int = 0) -> ArrivalSummary:
        """Return what arrived from ``start`` on, with the names of ``names`` patients at most.

        Examinations in progress have no report yet and do not count.
        """
        lines = self._lines(start, USUAL_SLOTS)
        if lines[0].mandates > USUAL_SLOTS:
            lines = self._lines(start, lines[0].mandates)
        reports = [line for line in lines if line.current_version]
        patients = list(dict.fromkeys(line.patient_id for line in reports))
        if reports:
            self._record(AuditEntry("report.news", detail={"rows": len(reports)}))
        return ArrivalSummary(
            count=len(reports),
            more=len(lines) >= MOST,
            patients=self._names(patients[:names]),
            patient_count=len(patients),
            first_issued_at=min((line.issued_at for line in reports), default=None),
        )

    def _lines(self, start: datetime, slots: int) -> Sequence[Row[Any]]:
        query = self._scope.delivered_since(start)
        return self._db.execute(arrivals_statement(shape_of(query), slots, MOST), parameters(query)).all()

    def _names(self, patients: Sequence[int]) -> tuple[PersonName, ...]:
        if not patients:
            return ()
        found = self._db.execute(names_statement(), {"patients": patients})
        names = {line.id: PersonName(line.family_name, line.given_name) for line in found}
        return tuple(names[patient] for patient in patients)
