"""Writes an event of the demonstration as the laboratory's system would send it: HL7 v2.5 ORU^R01."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from ceres.cli.demo.cast import Prescriber
from ceres.cli.demo.examinations import Value
from ceres.cli.demo.plan import Event, Patient
from ceres.reports.models import ReportStatus

ESCAPES = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\"})
CODES = {
    ReportStatus.REGISTERED: "I",
    ReportStatus.PRELIMINARY: "P",
    ReportStatus.FINAL: "F",
    ReportStatus.CORRECTED: "C",
    ReportStatus.CANCELLED: "X",
    ReportStatus.RETRACTED: "W",
}
AUTHORITY = "CHT"


def write_message(event: Event, control_id: str, document: bytes | None) -> bytes:
    """Return the message in UTF-8, its segments ended by CR."""
    return "".join(f"{segment}\r" for segment in _segments(event, control_id, document)).encode()


def _segments(event: Event, control_id: str, document: bytes | None) -> Iterator[str]:
    order, status = event.order, CODES[event.status]
    at = f"{event.issued_at:%Y%m%d%H%M%S}"
    yield f"MSH|^~\\&|DEMOLAB|DEMO|CERES|DEMO|{at}||ORU^R01^ORU_R01|{control_id}|P|2.5|||||NCL|UNICODE UTF-8"
    yield _pid(order.patient)
    control = "OC" if event.status is ReportStatus.CANCELLED else "RE"
    yield f"ORC|{control}|{_text(order.reference)}|{order.number}"
    section = f"{event.section.code}^{_text(event.section.title)}^L"
    result_status = "C" if event.status is ReportStatus.RETRACTED else status
    copy = _xcn(order.copy) if order.copy else ""
    yield (
        f"OBR|1|{_text(order.reference)}|{order.number}|{section}|||{order.collected_at:%Y%m%d%H%M%S}|||||||||"
        f"{_xcn(order.prescriber)}||||||{at}||{event.section.code}|{result_status}|||{copy}"
    )
    number = 0
    for number, value in enumerate(event.values, 1):
        yield _obx(number, value, status, at)
    if document is not None:
        content = b64encode(document).decode()
        yield f"OBX|{number + 1}|ED|PDF^Compte rendu^L||^application^pdf^Base64^{content}||||||{status}|||{at}"


def _pid(patient: Patient) -> str:
    identifier = f"{patient.nip}^^^{AUTHORITY}^PI" if patient.nip else ""
    used = f"{_text(patient.family_name)}^{_text(patient.given_name)}^^^^^{'D' if patient.birth_name else 'L'}"
    birth = f"~{_text(patient.birth_name)}^{_text(patient.given_name)}^^^^^L" if patient.birth_name else ""
    return f"PID|1||{identifier}||{used}{birth}||{patient.birth_date:%Y%m%d}|{patient.sex}"


def _obx(number: int, value: Value, status: str, at: str) -> str:
    kind = "NM" if value.numeric else "ST"
    fields = [_text(value.text), _text(value.unit), _text(value.reference), value.flag]
    return f"OBX|{number}|{kind}|{value.code}^{_text(value.label)}^LN||{'|'.join(fields)}|||{status}|||{at}"


def _xcn(prescriber: Prescriber) -> str:
    return f"{prescriber.code}^{_text(prescriber.family_name)}^{_text(prescriber.given_name)}"


def _text(text: str) -> str:
    return text.translate(ESCAPES)
