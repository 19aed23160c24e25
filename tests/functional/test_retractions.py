"""The ways in which a laboratory withdraws a report: it is hidden from everybody at once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.models import ReportVersion
from ceres.testing.command_line import CommandLine
from factories.desk import Laboratory, prescriber_account, rows
from factories.documents import make_pdf
from factories.hl7 import MSH, OBR, ORC, make_hl7, pdf_obx, with_fields
from factories.journal import events
from factories.mdm import TXA, make_mdm
from factories.publishing import Counter

LATER = with_fields(OBR, f22="20260304101500")


def message(control_id: str, *results: str, **segments: str) -> bytes:
    return make_hl7(*results, msh=with_fields(MSH, f9=control_id), **segments)


WITHDRAWALS = {
    "OBX-11 D": message("R", pdf_obx(status="D"), obr=LATER),
    "OBX-11 W": message("R", pdf_obx(status="W"), obr=with_fields(LATER, f25="C")),
    "OBX-11 D without its document": message("R", "OBX|1|ED|PDF^Compte rendu||||||||D", obr=LATER),
    "ORC-1 CA with the document": message("R", pdf_obx(), orc=with_fields(ORC, f1="CA"), obr=LATER),
    "MDM T04": make_mdm("T04", pdf_obx(status="D"), obr=LATER),
    "MDM T04 that says it is final": make_mdm("T04", pdf_obx(), obr=LATER),
    "MDM T11": make_mdm("T11", obr=LATER),
    "TXA-19 CA": make_mdm("T03", obr=LATER, txa=with_fields(TXA, f19="CA")),
}


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


@pytest.fixture
def reader(site: Site, browse: Callable[[Account], TestApp]) -> TestApp:
    return browse(prescriber_account(site))


@pytest.mark.parametrize("way", WITHDRAWALS)
def test_a_withdrawn_report_disappears_at_once_and_is_kept(site: Site, lab: Laboratory, reader: TestApp, way: str) -> None:
    [published] = lab.send(message("P"))
    [row] = rows(reader)
    page, pdf = f"/reports/{row['data-report']}", row.select_one("a[href$='.pdf']")["href"]
    assert reader.get(pdf).body == make_pdf()

    assert lab.outcomes(WITHDRAWALS[way]) == ["retracted"]
    assert rows(reader) == []
    reader.get(page, status=410)
    reader.get(pdf, status=410)
    reader.head(pdf, status=410)

    assert Counter(site).one(ReportVersion).document_sha256 == published["sha256"]
    assert [event.object_id for event in events(site, "report.retracted")] == [row["data-report"]]


@pytest.mark.parametrize("way", ["OBX-11 D", "ORC-1 CA with the document", "MDM T04"])
def test_a_report_that_comes_after_its_withdrawal_stays_hidden(site: Site, lab: Laboratory, reader: TestApp, way: str) -> None:
    assert lab.outcomes(WITHDRAWALS[way], message("P")) == ["retracted", "retracted"]
    assert rows(reader) == []
    assert Counter(site).count(ReportVersion) == 1


@pytest.mark.parametrize("way", ["OBX-11 W", "MDM T11"])
def test_the_right_report_may_follow(lab: Laboratory, reader: TestApp, way: str) -> None:
    right = message("Q", pdf_obx("le bon"), obr=with_fields(OBR, f22="20260305080000"))
    assert lab.outcomes(message("P"), WITHDRAWALS[way], right) == ["published", "retracted", "published"]
    [row] = rows(reader)
    assert reader.get(row.select_one("a[href$='.pdf']")["href"]).body == make_pdf("le bon")
    assert not row.select(".former")


def test_the_same_number_with_another_patient_waits_until_the_first_is_withdrawn(lab: Laboratory, reader: TestApp) -> None:
    other = message("Q", pdf_obx("autre"), pid="PID|||1970111222^^^CHT^PI||WAMO^Jean^^^^^L||19700101|M", obr=LATER)
    assert lab.outcomes(message("P"), other) == ["published", "quarantined other_patient"]
    [row] = rows(reader)
    assert "TUFELE" in row.text
    assert lab.outcomes(WITHDRAWALS["OBX-11 W"]) == ["retracted"]
    [replayed] = lab.ceres("quarantine", "replay", "--reason", "other_patient", "--json").json_lines()
    assert replayed["outcome"] == "published"
    [row] = rows(reader)
    assert "WAMO" in row.text
    assert "TUFELE" not in row.text


@pytest.mark.parametrize(
    "hidden",
    [
        message("P", pdf_obx(), "OBX|2|CWE|MASQUE_PS^Masqué aux professionnels^MetaDMPMSS||Y||||||F"),
        message("P", pdf_obx(status="R"), obr=with_fields(OBR, f25="R")),
        make_mdm("T02", pdf_obx(status=""), obr=with_fields(OBR, f25=""), txa=with_fields(TXA, f17="PA")),
    ],
    ids=["masked", "not verified", "not authenticated"],
)
def test_what_must_not_be_shown_is_kept(site: Site, lab: Laboratory, reader: TestApp, hidden: bytes) -> None:
    [line] = lab.send(hidden)
    assert (line["outcome"], line["reason"]) in {("published", "masked"), ("published", "unverified")}
    assert rows(reader) == []
    assert Counter(site).count(ReportVersion) == 1
    assert events(site, "report.published") == []


def test_a_verified_report_takes_the_place_of_the_one_that_was_not(lab: Laboratory, reader: TestApp) -> None:
    lab.send(message("P", pdf_obx("non validé", status="R"), obr=with_fields(OBR, f25="R")), message("Q", pdf_obx("validé"), obr=LATER))
    [row] = rows(reader)
    assert reader.get(row.select_one("a[href$='.pdf']")["href"]).body == make_pdf("validé")
    assert not row.select(".former")


def test_a_document_is_replaced_and_withdrawn_by_its_own_number_alone(lab: Laboratory, reader: TestApp) -> None:
    pv1 = "PV1||I||||||DR1^MARCHAND^Hélène"
    alone = {"orc": "", "obr": "", "pv1": pv1}
    first = make_mdm("T02", pdf_obx("un"))
    second = make_mdm("T10", pdf_obx("deux"), txa=with_fields(TXA, f4="20260304", f12="DOC-2^CHT", f13="DOC-1^CHT"), **alone)
    third = make_mdm("T10", pdf_obx("trois"), control_id="B", txa=with_fields(TXA, f4="20260305", f12="DOC-3", f13="DOC-2"), **alone)
    assert lab.outcomes(first, second, third) == ["published", "version", "version"]
    [row] = rows(reader)
    assert "114000000" in row.text
    assert reader.get(row.select_one("a[href$='.pdf']:not(.former)")["href"]).body == make_pdf("trois")
    assert lab.outcomes(make_mdm("T04", txa=with_fields(TXA, f12="DOC-3"), **alone)) == ["retracted"]
    assert rows(reader) == []
