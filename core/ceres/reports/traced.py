"""Reports as the journal speaks of them: by number and section, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from ceres.reports.models import LabOrder, PatientIdentifier, Report

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 500  # reports of one number or patient that are looked for


class TracedReports:
    """Names the reports of events, for those who may read the journal; says nothing of what they hold."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def labels(self, public_ids: Iterable[str]) -> Mapping[str, str]:
        """Return « 214000873 – BIOCHIMIE » by public id; what is no report is left out."""
        columns = select(Report.public_id, LabOrder.number, Report.section).join(LabOrder, LabOrder.id == Report.order_id)
        found = self._db.execute(columns.where(Report.public_id.in_(set(public_ids))))
        return {row.public_id: f"{row.number} – {row.section}" for row in found}

    def having(self, number: str) -> tuple[str, ...]:
        """Return the public ids of the reports of that request, or of the patient having that number."""
        patients = select(PatientIdentifier.patient_id).where(PatientIdentifier.value == number)
        named = or_(LabOrder.number == number, LabOrder.patient_id.in_(patients))
        found = select(Report.public_id).join(LabOrder, LabOrder.id == Report.order_id).where(named)
        return tuple(self._db.scalars(found.limit(MOST)))
