"""Finds the patient of a report, or adds it; when in doubt, refuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, select

from ceres.db.inserting import insert_object, insert_row
from ceres.reports.folding import patient_key
from ceres.reports.identities import contradictory, same_person
from ceres.reports.models import Patient, PatientIdentifier, PatientIdentifierKind, Sex
from ceres.reports.races import LostRace
from ceres.reports.unplaced import IdentityConflict, OtherPatient, UnidentifiedPatient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.incoming import IncomingPatient

NUMBERS = (PatientIdentifierKind.NIP, PatientIdentifierKind.FORMER_NIP)
FIELDS = ("family_name", "given_name", "birth_name", "birth_date", "sex")

PLACE = PatientIdentifier.authority == bindparam("authority"), PatientIdentifier.value == bindparam("value")
OWNER = (
    select(Patient)
    .join(PatientIdentifier)
    .where(PatientIdentifier.kind.in_(NUMBERS), *PLACE)
    # A number in force comes before one that was given up.
    .order_by((PatientIdentifier.kind != PatientIdentifierKind.NIP).asc())
    .limit(1)
    .with_for_update(of=(Patient, PatientIdentifier), key_share=True)
)
GIVEN_UP = select(exists().where(PatientIdentifier.kind == PatientIdentifierKind.FORMER_NIP, *PLACE))
IN_FORCE = (
    select(PatientIdentifier.authority, PatientIdentifier.value)
    .where(PatientIdentifier.patient_id == bindparam("patient_id"), PatientIdentifier.kind == PatientIdentifierKind.NIP)
    .order_by(PatientIdentifier.id)
)


class Patients:
    """Resolves the patients that one source names; rows are locked against other writers until the transaction ends."""

    def __init__(self, db: Session, source: str, now: datetime) -> None:
        self._db = db
        self._source = source
        self._now = now
        self._numbered: dict[int, dict[str, str]] = {}  # numbers of those just added

    def resolve(self, incoming: IncomingPatient, current: Patient | None) -> Patient:
        """Return the patient; ``current`` is the one whose order it is already.

        Raises:
            OtherPatient: the order is somebody else's.
            IdentityConflict: the number is known for somebody else.
            UnidentifiedPatient: there is nothing to recognise the patient by.
        """
        if not incoming.nip:
            return self._unnumbered(incoming, current)
        owner = self.owner(incoming)
        if owner is None:
            return self._newly_numbered(incoming, current)
        if contradictory(owner, incoming):
            raise IdentityConflict
        if current is not None and current is not owner:
            self._refuse_other(incoming, current)
        return owner

    def nip(self, patient: Patient, incoming: IncomingPatient) -> str:
        """Return the number to show and to search: the present one of the authority the message speaks of."""
        numbers = self._numbered.get(patient.id) or self.numbers(patient)
        authorities = (self.authority(incoming), self._source, *sorted(numbers))
        return next((numbers[authority] for authority in authorities if authority in numbers), "")

    def changes(self, patient: Patient, incoming: IncomingPatient) -> dict[str, str]:
        """Return what the message says of the identity that is not known so.

        What it does not say erases nothing, and a less precise birth date does not replace a more precise one.
        """
        said = {name: getattr(incoming, name) for name in FIELDS if getattr(incoming, name) not in ("", Sex.UNKNOWN)}
        if patient.birth_date.startswith(incoming.birth_date):
            said.pop("birth_date", None)
        return {name: value for name, value in said.items() if getattr(patient, name) != value}

    def apply(self, patient: Patient, changes: Mapping[str, str]) -> None:
        """Take over a changed identity."""
        for name, value in changes.items():
            setattr(patient, name, value)
        patient.updated_at = self._now

    def _unnumbered(self, incoming: IncomingPatient, current: Patient | None) -> Patient:
        if current is None:
            return self.added(incoming)
        if not same_person(current, incoming):
            raise OtherPatient
        return current

    def _newly_numbered(self, incoming: IncomingPatient, current: Patient | None) -> Patient:
        if current is None:
            patient = self.added(incoming)
            self._numbered[patient.id] = {self.authority(incoming): incoming.nip}
        else:
            self._refuse_other(incoming, current)
            patient = current
        self.give(patient, incoming)
        return patient

    def give(self, patient: Patient, incoming: IncomingPatient) -> int:
        """Give the number of ``incoming``, which nobody has, to ``patient``; return the id of its row."""
        place = self._place(incoming)
        number = insert_row(self._db, PatientIdentifier, {"kind": PatientIdentifierKind.NIP, "patient_id": patient.id, **place})
        # A merge may have made it a former number meanwhile, which no constraint of the table forbids.
        if self._db.scalar(GIVEN_UP, place):
            raise LostRace
        return number

    def _refuse_other(self, incoming: IncomingPatient, current: Patient) -> None:
        if self.authority(incoming) in self.numbers(current) or not same_person(current, incoming):
            raise OtherPatient

    def added(self, incoming: IncomingPatient) -> Patient:
        """Add a patient, without its number; raises UnidentifiedPatient."""
        if not (incoming.nip or incoming.family_name):
            raise UnidentifiedPatient
        said = {name: getattr(incoming, name) for name in FIELDS}
        patient = Patient(**said, created_at=self._now, updated_at=self._now)
        insert_object(self._db, patient)
        return patient

    def owner(self, incoming: IncomingPatient) -> Patient | None:
        """Return whose number it is, or was before it was given up for another, locked."""
        return self._db.scalar(OWNER, self._place(incoming))

    def numbers(self, patient: Patient) -> dict[str, str]:
        """Return the patient's numbers in force, by authority."""
        return {row.authority: row.value for row in self._db.execute(IN_FORCE, {"patient_id": patient.id})}

    def _place(self, incoming: IncomingPatient) -> dict[str, str]:
        return {"authority": self.authority(incoming), "value": incoming.nip}

    def authority(self, incoming: IncomingPatient) -> str:
        """Return who gave the patient's number."""
        return incoming.nip_authority or self._source


def key_of(patient: Patient) -> str:
    """Return the key by which the patient's reports are searched."""
    return patient_key(patient.family_name, patient.given_name, patient.birth_name)
