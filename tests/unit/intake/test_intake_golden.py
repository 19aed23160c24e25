"""The given messages of each source are read as a person reads them: the golden files were written from the messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ceres.api import DeliveryRole, IncomingPrescriber, IncomingReport, IntakeOutcome
from ceres_intake.explaining import Explained, Explaining
from ceres_intake.reading.reading import Reading
from factories.golden import INPUT, NAMES, Golden, golden

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def explained(source: Golden) -> list[Explained]:
    explaining = Explaining(source.settings, lambda: NOW)
    return [each for file in source.files for each in explaining.explain_all(file.read_bytes(), str(file))]


def as_golden(each: Explained, source: Golden) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": each.origin.rpartition("/")[2], "control_id": each.control_id, "outcome": each.outcome.value}
    if each.reason:
        return entry | {"reason": each.reason.value}
    reports = [report for reading in each.examination.readings for report in _reports(reading, source)]
    return entry | ({"report": reports} if reports else {})


def _reports(reading: Reading, source: Golden) -> Iterator[dict[str, Any]]:
    for report in reading.reports:
        shown = {
            "number": report.order_number,
            "reference": report.placer_reference,
            "nip": report.patient.nip,
            "patient": f"{report.patient.family_name} {report.patient.given_name}".strip(),
            "birth_date": report.patient.birth_date,
            "section": report.section,
            "status": report.status.value,
            "issued": report.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "prescribers": _people(report, DeliveryRole.ORDERING, source),
            "document": _document(report),
            "observations": len(report.observations),
        }
        copies = _people(report, DeliveryRole.COPY, source)
        yield shown | ({"key": report.key} if report.key else {}) | ({"copies": copies} if copies else {})


def _people(report: IncomingReport, role: DeliveryRole, source: Golden) -> list[str]:
    return [_person(each, source) for each in report.recipients if each.role is role]


def _person(person: IncomingPrescriber, source: Golden) -> str:
    return f"{person.identifiers[-1][1]} {person.family_name if source.names else ''}".strip()


def _document(report: IncomingReport) -> str:
    if report.document is None:
        return "none"
    return "composed" if report.document.rendered else "sent" if report.document.complete else "sent incomplete"


@pytest.mark.parametrize("name", NAMES)
def test_the_messages_are_read_as_they_are_meant(name: str) -> None:
    source = golden(name)
    wanted = [{key: value for key, value in each.items() if key not in ("times", "stored")} for each in source.messages]
    assert [as_golden(each, source) for each in explained(source)] == wanted


def test_every_path_of_a_published_report_says_where_it_stood() -> None:
    for name in NAMES:
        for each in explained(golden(name)):
            if each.outcome is IntakeOutcome.PUBLISHED:
                for reading in each.examination.readings:
                    assert reading.place.number.path
                    assert reading.issue.path
                    assert reading.decision.why
                    assert all(addressee.path for addressee in reading.addressees.known)


def test_no_given_source_is_left_out() -> None:
    if not INPUT.is_dir():
        pytest.skip(f"the given messages are not in {INPUT}")
    others = {"ansforge-cda-crbio", "hprim", "hl7-v2-to-fhir"}  # CDA, HPRIM and MDM alone
    assert {folder.name for folder in INPUT.iterdir() if folder.is_dir()} - others == set(NAMES)
