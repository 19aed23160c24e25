"""A CDA report as the result of an order, the whole CDA being its document: what hospitals send inside HL7."""

from __future__ import annotations

import base64
import hashlib

from ceres_intake.cda.header import CdaHeader, Identifier, Patient, Person
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.hl7.writing import components, escaped, header, repetitions, segment
from ceres_intake.reading.recipients import HEALTH_PROFESSIONALS, RPPS

STATES = {"completed": "F", "active": "P"}
WITHDRAWALS = frozenset({"aborted", "cancelled", "nullified"})
FAMILY_LENGTH = 50  # characters; a longer identifier is replaced by its digest
FAMILY_PLACE = "OBR-18.1"


def as_results(cda: CdaHeader, raw: bytes) -> Message:
    """Return the message that says the same as ``cda``, whose bytes are ``raw``."""
    patient = _patient(cda.patient)
    order = segment("ORC", {1: "RO" if cda.replaces else "NW", 2: escaped(cda.placer_reference), 3: escaped(cda.order_number)})
    return Message(
        (header("CDA", cda.laboratory_name, "ORU^R01", str(cda.document), cda.issued), patient, order, _request(cda), _document(cda, raw))
    )


def _patient(patient: Patient) -> Segment:
    names = [components(patient.family_name, patient.given_name, "", "", "", "", "D")]
    if patient.birth_name:
        names.append(components(patient.birth_name, patient.given_name, "", "", "", "", "L"))
    numbers = [components(each.extension, "", "", each.root, "PI") for each in patient.numbers]
    return segment("PID", {3: repetitions(*numbers), 5: repetitions(*names), 7: escaped(patient.birth_date), 8: escaped(patient.sex)})


def _request(cda: CdaHeader) -> Segment:
    return segment(
        "OBR",
        {
            4: components(cda.section_code, cda.section, "LN"),
            16: repetitions(*map(_person, cda.ordering)),
            18: escaped(_short(cda.family)),
            22: escaped(cda.issued),
            25: STATES.get(cda.status, ""),
            28: repetitions(*map(_person, cda.copies)),
        },
    )


def _document(cda: CdaHeader, raw: bytes) -> Segment:
    data = base64.b64encode(raw).decode("ascii")
    withdrawn = cda.status in WITHDRAWALS
    return segment("OBX", {2: "ED", 3: components("CDA", cda.title), 5: f"^text^XML^Base64^{data}", 11: "W" if withdrawn else "F"})


def _person(person: Person) -> str:
    number, national = person.number.extension, person.number.root == HEALTH_PROFESSIONALS
    kind = ("RPPS" if RPPS.fullmatch(number) else "IDNPS") if national else ""
    return components(number, person.family_name, person.given_name, "", "", "", "", "", person.number.root, "", "", "", kind)


def _short(family: Identifier) -> str:
    text = str(family)
    return text if len(text) <= FAMILY_LENGTH else hashlib.sha256(text.encode()).hexdigest()[:FAMILY_LENGTH]
