"""The invented laboratory: the same story each time, told in sound HL7 with sound PDFs."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO

import hl7
import pytest
from pypdf import PdfReader

from ceres.cli.demo.cast import STRANGER
from ceres.cli.demo.message import write_message
from ceres.cli.demo.plan import DAYS, Event, events
from ceres.cli.demo.sheet import draw_sheet
from ceres.reports.models import ReportStatus

START = datetime(2026, 11, 24, 10, 30)  # noqa: DTZ001 (local time of the laboratory)


@pytest.fixture(scope="module")
def story() -> list[Event]:
    return events(START)


def last_states(story: list[Event]) -> dict[tuple[str, str], Event]:
    return {(event.order.number, event.section.title): event for event in story}


def test_the_same_start_tells_the_same_story(story: list[Event]):
    assert events(START) == story
    assert draw_sheet(story[-1]) == draw_sheet(story[-1])


def test_it_lasts_ninety_days_and_ends_now(story: list[Event]):
    assert START - timedelta(days=1) < story[-1].issued_at <= START
    assert story[0].issued_at > START - timedelta(days=DAYS + 1)
    assert story == sorted(story, key=lambda event: event.issued_at)


@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_every_kind_of_line_is_there_at_any_hour(hour: int):
    found = last_states(events(START.replace(hour=hour)))
    published = [event for event in found.values() if event.order.prescriber is not STRANGER]
    assert len(published) >= 300
    assert set(Counter(event.status for event in published)) == set(ReportStatus) - {ReportStatus.UNKNOWN}
    sections = {event.section.title for event in published}
    assert sections == {"BIOCHIMIE", "HEMATOLOGIE", "HEMOSTASE", "BACTERIOLOGIE", "MYCOBACTERIES", "CERBA", "SERO-VIRO-LEPTO"}
    newest = sorted(published, key=lambda event: event.issued_at)[-50:]
    assert any(event.status in (ReportStatus.REGISTERED, ReportStatus.PRELIMINARY) for event in newest)
    assert {bool(event.order.reference) for event in newest} == {bool(event.order.patient.nip) for event in newest} == {True, False}


def test_messages_are_read_by_another_reader(story: list[Event]):
    for event in story[::20]:
        message = hl7.parse(write_message(event, "DEMO1", b"%PDF-1.4").decode())
        assert str(message.segment("MSH")[9]) == "ORU^R01^ORU_R01"
        assert str(message.segment("OBR")[3]) == event.order.number
        assert message.unescape(str(message.segment("PID")[5][0][0])) == event.order.patient.family_name
        document = message.segments("OBX")[-1][5][0][4]
        assert base64.b64decode(str(document)) == b"%PDF-1.4"


def test_sheets_say_who_what_and_that_nothing_is_real(story: list[Event]):
    event = next(event for event in story if event.status is ReportStatus.CORRECTED)
    sheet = draw_sheet(event)
    assert sheet is not None
    text = PdfReader(BytesIO(sheet)).pages[0].extract_text()
    for expected in (event.order.patient.family_name, event.order.number, event.section.title, "RECTIFIÉ", "inventés"):
        assert expected in text


def test_what_has_no_result_has_no_sheet(story: list[Event]):
    assert all((draw_sheet(event) is None) is (not event.values) for event in story[:30])
