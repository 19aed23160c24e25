"""Two numbers that are one person's: the reports of the one given up move to the one in force, and stay findable under both."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from ceres.audit.entry import AuditEntry
from ceres.reports.identities import unlike
from ceres.reports.incoming import IncomingPatient
from ceres.reports.models import Delivery, LabOrder, Patient, PatientIdentifier, PatientIdentifierKind, Report
from ceres.reports.patients import NUMBERS, Patients, key_of
from ceres.reports.publishing.names import Names
from ceres.reports.unplaced import IdentityConflict, MergeConflict, MergedBefore

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.reports.incoming import IncomingMerge

NIP, FORMER_NIP = PatientIdentifierKind.NIP, PatientIdentifierKind.FORMER_NIP


class Merging:
    """Joins the patients one source names, in the transaction of ``db``; what is in force does not depend on what came first."""

    def __init__(self, db: Session, source: str, now: datetime, record: Record) -> None:
        self._db = db
        self._patients = Patients(db, source, now)
        self._record = record

    def merge(self, merge: IncomingMerge) -> bool:
        """Join both patients, known or not; return whether that changed anything.

        Raises:
            IdentityConflict: one of the numbers is known for somebody else.
            MergeConflict: the two are too different to be one person.
        """
        former, survivor = self._patients.owner(merge.former), self._patients.owner(merge.survivor)
        _refuse_doubtful(merge, former, survivor)
        if former is not None and former is survivor and not self._gives_up(former, merge):
            return False
        patient = survivor or former or self._patients.added(merge.survivor)
        moved = self._move(former, patient) if former is not None and former is not patient else 0
        if survivor is None or survivor is former:  # otherwise it has its number, or gave it up for a third one
            self._number(patient, merge.survivor, NIP)
        self._number(patient, merge.former, FORMER_NIP)
        self._follow(patient, former, merge)
        self._trace(patient, former, moved)
        return True

    def refuse_unlinking(self, one: IncomingPatient, other: IncomingPatient) -> None:
        """Let pass a separation of what was never joined here.

        Raises:
            MergedBefore: the reports of both numbers are one patient's.
        """
        owner = self._patients.owner(one)
        if owner is not None and owner is self._patients.owner(other):
            raise MergedBefore

    def _gives_up(self, patient: Patient, merge: IncomingMerge) -> bool:
        # Both numbers are this patient's already: only a number in force can still be given up, and for another one.
        known, same = self._known(patient, merge.former), self._known(patient, merge.survivor)
        return known is not None and known is not same and known.kind is NIP

    def _move(self, former: Patient, patient: Patient) -> int:
        kept = self._patients.numbers(patient)
        for number in self._identifiers(former):
            number.patient_id = patient.id
            if number.kind is NIP and number.authority in kept:
                number.kind = FORMER_NIP
        self._db.flush()
        orders = self._db.scalars(select(LabOrder).where(LabOrder.patient_id == former.id)).all()
        for order in orders:
            order.patient = patient
        self._db.flush()
        return len(orders)

    def _number(self, patient: Patient, incoming: IncomingPatient, kind: PatientIdentifierKind) -> None:
        number = self._known(patient, incoming)
        if kind is NIP:
            self._give_up_others(patient, incoming)
        if number is None:
            number = self._db.get_one(PatientIdentifier, self._patients.give(patient, incoming))
        number.kind = kind
        self._db.flush()

    def _give_up_others(self, patient: Patient, incoming: IncomingPatient) -> None:
        for number in self._identifiers(patient):
            if number.kind is NIP and number.authority == self._patients.authority(incoming) and number.value != incoming.nip:
                number.kind = FORMER_NIP

    def _known(self, patient: Patient, incoming: IncomingPatient) -> PatientIdentifier | None:
        place = self._patients.authority(incoming), incoming.nip
        found = [each for each in self._identifiers(patient) if (each.authority, each.value) == place]
        return min(found, key=lambda each: each.kind is not NIP, default=None)

    def _identifiers(self, patient: Patient) -> list[PatientIdentifier]:
        own = PatientIdentifier.patient_id == patient.id, PatientIdentifier.kind.in_(NUMBERS)
        return [*self._db.scalars(select(PatientIdentifier).where(*own).order_by(PatientIdentifier.id))]

    def _follow(self, patient: Patient, former: Patient | None, merge: IncomingMerge) -> None:
        changes = self._patients.changes(patient, merge.survivor) if self._is_news(patient, merge) else {}
        if not patient.family_name and former is not None:
            changes = self._patients.changes(patient, _said(former)) | changes
        if changes:
            self._patients.apply(patient, changes)
        self._write_keys(patient, merge.survivor.nip)

    def _is_news(self, patient: Patient, merge: IncomingMerge) -> bool:
        latest = self._db.scalar(select(func.max(Report.issued_at)).join(LabOrder).where(LabOrder.patient_id == patient.id))
        return latest is None or latest <= merge.at

    def _write_keys(self, patient: Patient, nip: str) -> None:
        numbers = self._patients.numbers(patient)
        reports = select(Report.id).join(LabOrder).where(LabOrder.patient_id == patient.id)
        own = update(Delivery).where(Delivery.report_id.in_(reports)).execution_options(synchronize_session=False)
        self._db.execute(own.values(patient_key=key_of(patient)))
        Names(self._db).rewrite(reports)
        for number in self._identifiers(patient):
            if number.kind is FORMER_NIP:
                present = numbers.get(number.authority, nip)
                self._db.execute(own.where(Delivery.nip.in_([number.value, ""])).values(nip=present))

    def _trace(self, patient: Patient, former: Patient | None, moved: int) -> None:
        # Our own ids: numbers of patients stay out of the journal.
        detail: dict[str, str | int | bool | list[str]] = {"former": str(former.id) if former else "", "orders": moved}
        self._record(AuditEntry("patient.merged", object_type="patient", object_id=str(patient.id), detail=detail))


def _refuse_doubtful(merge: IncomingMerge, former: Patient | None, survivor: Patient | None) -> None:
    for row, said in ((former, merge.former), (survivor, merge.survivor)):
        if row is not None and unlike(row, said):
            raise IdentityConflict
    if former is not None and unlike(former, survivor or merge.survivor):
        raise MergeConflict


def _said(row: Patient) -> IncomingPatient:
    return IncomingPatient(
        family_name=row.family_name, given_name=row.given_name, birth_name=row.birth_name, birth_date=row.birth_date, sex=row.sex
    )
