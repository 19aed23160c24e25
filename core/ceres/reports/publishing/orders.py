"""The order a report belongs to, and its patient: where one patient's results could reach another's row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, CursorResult, Update, bindparam, exists, func, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from ceres.db.inserting import insert_object
from ceres.reports.models import Delivery, LabOrder, Patient, Report, ReportStatus
from ceres.reports.patients import Patients, key_of
from ceres.reports.publishing.names import Names
from ceres.reports.unplaced import OtherPatient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.incoming import IncomingPatient, IncomingReport


THE_ORDER = (
    select(LabOrder, Patient)
    .join(LabOrder.patient)
    .where(LabOrder.source == bindparam("source"), LabOrder.number == bindparam("number"))
    # Both rows at once, locked against other messages about the order or the patient.
    .with_for_update(of=(LabOrder, Patient), key_share=True)
)


class Orders:
    """Finds or adds the orders of one source; order and patient stay locked until the transaction ends."""

    def __init__(self, db: Session, source: str, now: datetime) -> None:
        self._db = db
        self._source = source
        self._now = now
        self._patients = Patients(db, source, now)
        self._names = Names(db)

    def resolve(self, report: IncomingReport) -> tuple[LabOrder, bool]:
        """Return the order of ``report``, its patient and all search keys brought up to date, and whether it was known before.

        Raises:
            Unplaced: the patient is not certain, or is not the one of this order.
        """
        order = self._find(report.order_number)
        try:
            patient = self._patients.resolve(report.patient, order.patient if order else None)
        except OtherPatient:
            if order is None or self._shows_anything(order):
                raise
            # The laboratory withdrew all of it: it was the wrong patient.
            self._set_aside(order)
            order, patient = None, self._patients.resolve(report.patient, None)
        if order is None:
            order = self._added(report, patient)
            self._follow_patient(patient, report)
            return order, False
        self._follow(order, patient, report)
        self._update_deliveries(order, self.nip(order, report.patient))
        return order, True

    def nip(self, order: LabOrder, incoming: IncomingPatient) -> str:
        """Return the patient's number to show on the reports of ``order``."""
        return self._patients.nip(order.patient, incoming)

    def _find(self, number: str) -> LabOrder | None:
        row = self._db.execute(THE_ORDER, {"source": self._source, "number": number}).one_or_none()
        return row[0] if row else None

    def _shows_anything(self, order: LabOrder) -> bool:
        shown = exists().where(Report.order_id == order.id, Report.status != ReportStatus.RETRACTED)
        return bool(self._db.scalar(select(shown)))

    def _set_aside(self, order: LabOrder) -> None:
        # It keeps its number, its patient and its withdrawn reports; only new messages do not find it any more.
        order.source = f"{order.source}#{order.id}"
        self._db.flush()

    def _added(self, report: IncomingReport, patient: Patient) -> LabOrder:
        place = {"source": self._source, "number": report.order_number, "placer_reference": report.placer_reference}
        order = LabOrder(**place, patient_id=patient.id, created_at=self._now)
        insert_object(self._db, order)
        set_committed_value(order, "patient", patient)
        return order

    def _follow(self, order: LabOrder, patient: Patient, report: IncomingReport) -> None:
        order.patient = patient
        reference = report.placer_reference
        if reference not in ("", order.placer_reference) and self._is_news(Report.order_id == order.id, report):
            order.placer_reference = reference
        self._follow_patient(patient, report)

    def _follow_patient(self, patient: Patient, report: IncomingReport) -> None:
        changes = self._patients.changes(patient, report.patient)
        if changes and self._is_news(LabOrder.patient_id == patient.id, report):
            self._patients.apply(patient, changes)
            self._rename_deliveries(patient)

    def _is_news(self, place: ColumnElement[bool], report: IncomingReport) -> bool:
        """Return whether no later report is known there: a message that comes late does not undo a correction."""
        latest = self._db.scalar(select(func.max(Report.issued_at)).join(LabOrder).where(place))
        return latest is None or latest <= report.issued_at

    def _rename_deliveries(self, patient: Patient) -> None:
        reports = select(Report.id).join(LabOrder).where(LabOrder.patient_id == patient.id)
        self._write(update(Delivery).where(Delivery.report_id.in_(reports)).values(patient_key=key_of(patient)))
        self._names.rewrite(reports)

    def _update_deliveries(self, order: LabOrder, nip: str) -> None:
        keys = {"nip": nip, "patient_key": key_of(order.patient), "placer_reference": order.placer_reference}
        reports = select(Report.id).where(Report.order_id == order.id)
        differs = or_(*(getattr(Delivery, name) != value for name, value in keys.items()))
        if self._write(update(Delivery).where(Delivery.report_id.in_(reports), differs).values(keys)):
            self._names.rewrite(reports)

    def _write(self, statement: Update) -> bool:
        """Return whether a row was changed."""
        done = self._db.execute(statement, execution_options={"synchronize_session": False})
        return isinstance(done, CursorResult) and done.rowcount > 0
