"""MDM: each event says something else about the same document."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ceres.api import DeliveryRole, IncomingReport, ReportStatus, Withheld
from ceres_intake.acts import Publish
from ceres_intake.formats.letter import Circumstances
from ceres_intake.formats.opening import open_letter
from ceres_intake.reasons import Reason, Unplaceable
from factories.hl7 import OBR, pdf_obx, with_fields
from factories.mdm import TXA, make_mdm

AROUND = Circumstances(datetime(2026, 3, 5, tzinfo=UTC))
BARE = with_fields(OBR, f22="", f25="")


def read(message: bytes) -> IncomingReport:
    act = open_letter(message, AROUND).act()
    assert isinstance(act, Publish)
    (report,) = act.reports
    return report


@pytest.mark.parametrize(
    ("trigger", "state", "status"),
    [
        ("T02", "LA", ReportStatus.FINAL),
        ("T02", "AU", ReportStatus.FINAL),
        ("T02", "", ReportStatus.FINAL),
        ("T02", "DO", ReportStatus.PRELIMINARY),
        ("T08", "AU", ReportStatus.CORRECTED),
        ("T10", "LA", ReportStatus.CORRECTED),
        ("T04", "LA", ReportStatus.RETRACTED),
        ("T11", "LA", ReportStatus.RETRACTED),
    ],
)
def test_events_and_states(trigger: str, state: str, status: ReportStatus) -> None:
    report = read(make_mdm(trigger, pdf_obx(), obr=BARE, txa=with_fields(TXA, f17=state)))
    assert (report.order_number, report.placer_reference, report.status) == ("114000000", "582016", status)
    assert report.issued_at == datetime(2026, 3, 3, 9, 14, tzinfo=UTC)
    assert (report.document is None) is (status is ReportStatus.RETRACTED)


@pytest.mark.parametrize("trigger", ["T01", "T03"])
def test_an_announcement_without_content_says_only_that_it_is_coming(trigger: str) -> None:
    report = read(make_mdm(trigger, "NTE|1", obr=BARE))
    assert (report.status, report.document) == (ReportStatus.REGISTERED, None)


@pytest.mark.parametrize("state", ["PA", "IN", "IP", "DI"])
def test_what_nobody_has_authenticated_is_not_shown(state: str) -> None:
    report = read(make_mdm("T02", pdf_obx(), obr=BARE, txa=with_fields(TXA, f17=state)))
    assert report.withheld is Withheld.UNVERIFIED


def test_without_order_the_document_itself_gives_the_number_the_section_and_the_copies() -> None:
    txa = with_fields(TXA, f2="18719-5^Biochimie^LN", f23="DR2^LEFEVRE^Paul", f8="202603040800")
    pv1 = "PV1||I||||||DR1^MARCHAND^Hélène"
    report = read(make_mdm("T02", pdf_obx(), orc="", obr="", pv1=pv1, txa=txa))
    assert (report.order_number, report.section, report.status) == ("DOC-1", "BIOCHIMIE", ReportStatus.FINAL)
    assert report.issued_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert [(each.family_name, each.role) for each in report.recipients] == [
        ("MARCHAND", DeliveryRole.ORDERING),
        ("LEFEVRE", DeliveryRole.COPY),
    ]
    replaced = read(make_mdm("T10", pdf_obx(), orc="", obr="", pv1=pv1, txa=with_fields(txa, f12="DOC-2", f13="DOC-1")))
    assert (replaced.order_number, replaced.status) == ("DOC-1", ReportStatus.CORRECTED)


@pytest.mark.parametrize(
    ("trigger", "results", "reason"),
    [
        ("T05", (), Reason.MDM_ADDENDUM),
        ("T06", (pdf_obx(),), Reason.MDM_ADDENDUM),
        ("T07", ("NTE|1",), Reason.MDM_WITHOUT_CONTENT),
        ("T09", ("NTE|1",), Reason.MDM_WITHOUT_CONTENT),
    ],
)
def test_half_a_change_waits(trigger: str, results: tuple[str, ...], reason: Reason) -> None:
    with pytest.raises(Unplaceable) as raised:
        open_letter(make_mdm(trigger, *(results or ("NTE|1",))), AROUND).act()
    assert raised.value.reason is reason
