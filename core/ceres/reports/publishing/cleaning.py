"""Makes what an intake plugin hands over fit the tables: shown text is mended, what identifies is refused instead."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ceres.accounts.models import IdentifierKind
from ceres.reports.incoming import IncomingMerge, IncomingMessage, IncomingObservation, IncomingPatient, IncomingPrescriber, IncomingReport
from ceres.reports.unplaced import UnnumberedMerge, UnusableValue

NUMBER_LENGTH = 120  # characters of numbers, codes and sections
KEY_LENGTH = 140  # leaves room for what sets a withdrawn report aside
NAME_LENGTH = 200
SOURCE_LENGTH = 100  # leaves room for what sets the order of another patient aside
BIRTH_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
KEPT_CONTROLS = "\n\t"
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as its receipt keeps it."""

    source: str
    control_id: str
    sha256: str  # of the raw bytes
    size: int  # bytes
    message_type: str
    origin: str

    @classmethod
    def of(cls, message: IncomingMessage) -> Envelope:
        """Return the envelope of ``message``."""
        return cls(
            source=shown(message.source, SOURCE_LENGTH),
            control_id=shown(message.control_id, 199),
            sha256=hashlib.sha256(message.raw).hexdigest(),
            size=len(message.raw),
            message_type=shown(message.message_type, 30),
            origin=shown(message.origin, 300),
        )


def cleaned(report: IncomingReport) -> IncomingReport:
    """Return ``report`` with nothing in it that a database refuses.

    Raises:
        UnusableValue: what identifies it is missing, too long or not text.
    """
    if report.issued_at.tzinfo is None:
        raise ValueError("a report needs an instant with a time zone")
    section = _identifying(report.section, NUMBER_LENGTH)
    section_key = _identifying(report.section_key, NUMBER_LENGTH) if report.section_key else section
    return replace(
        report,
        order_number=_identifying(report.order_number, NUMBER_LENGTH),
        section=section,
        key=_identifying(report.key, KEY_LENGTH) if report.key else section_key,
        section_key=section_key,
        placer_reference=shown(report.placer_reference, NUMBER_LENGTH),
        patient=_patient(report.patient),
        recipients=tuple(map(_recipient, report.recipients)),
        observations=tuple(map(_observation, report.observations)),
    )


def cleaned_merge(merge: IncomingMerge) -> IncomingMerge:
    """Return ``merge`` with nothing in it that a database refuses.

    Raises:
        UnnumberedMerge: one of the numbers is missing.
        UnusableValue: one of them is too long or not text.
    """
    if not (merge.survivor.nip.strip() and merge.former.nip.strip()):
        raise UnnumberedMerge
    return replace(merge, survivor=_patient(merge.survivor), former=_patient(merge.former))


def shown(text: str, length: int) -> str:
    """Return ``text`` on one line, without what cannot be shown or stored, at most ``length`` characters of it."""
    return " ".join("".join(map(_visible, text)).split())[:length].rstrip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return REPLACEMENT
    return "" if category == "Cc" and character not in KEPT_CONTROLS else character


def _identifying(text: str, length: int) -> str:
    words = " ".join(text.split())
    if not 0 < len(words) <= length or not words.isprintable():
        raise UnusableValue
    return words


def _patient(patient: IncomingPatient) -> IncomingPatient:
    return replace(
        patient,
        nip=_identifying(patient.nip, NUMBER_LENGTH) if patient.nip.strip() else "",
        nip_authority=_identifying(patient.nip_authority, NUMBER_LENGTH) if patient.nip_authority.strip() else "",
        family_name=shown(patient.family_name, NAME_LENGTH),
        given_name=shown(patient.given_name, NAME_LENGTH),
        birth_name=shown(patient.birth_name, NAME_LENGTH),
        birth_date=patient.birth_date if BIRTH_DATE.fullmatch(patient.birth_date) else "",
    )


def _recipient(recipient: IncomingPrescriber) -> IncomingPrescriber:
    return replace(
        recipient,
        identifiers=tuple(_identifiers(recipient.identifiers)),
        family_name=shown(recipient.family_name, NAME_LENGTH),
        given_name=shown(recipient.given_name, NAME_LENGTH),
    )


def _identifiers(identifiers: Iterable[tuple[IdentifierKind, str]]) -> Iterable[tuple[IdentifierKind, str]]:
    return ((kind, _identifying(value, NUMBER_LENGTH)) for kind, value in identifiers)


def _observation(observation: IncomingObservation) -> IncomingObservation:
    return replace(
        observation,
        value_type=shown(observation.value_type, 3),
        value="".join(map(_visible, observation.value)),
        code=shown(observation.code, 120),
        label=shown(observation.label, 500),
        coding_system=shown(observation.coding_system, 120),
        unit=shown(observation.unit, 120),
        reference_range=shown(observation.reference_range, 200),
        flags=shown(observation.flags, 60),
        status=shown(observation.status, 20),
    )
