"""« Télécharger (ZIP) » through the web: what is delivered, what is refused, and what the journal says of each."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.audit.models import Outcome
from ceres.reports.models import ReportStatus
from factories.browsers import BROWSER, token
from factories.documents import make_pdf
from factories.hostile import HOSTILE
from factories.journal import events
from factories.practice import PRINT, ZIP, Practice, make_practice, send_selection, unpacked
from factories.reports import add_patient
from factories.switches import add_switch

Browse = Callable[[Account], TestApp]


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    return browse(practice.doctor)


def with_settings(site: Site, **changes: Any) -> TestApp:
    """Return a browser on the same site whose file says something else."""
    tables = {**site.settings.plugins, "export": {**site.settings.plugin("export"), **changes}}
    return TestApp(make_app(replace(site, settings=replace(site.settings, plugins=tables))), extra_environ=BROWSER)


def test_the_archive_is_named_after_the_login_and_holds_the_ticked_reports(browser: TestApp, practice: Practice) -> None:
    first, second = make_pdf("un"), make_pdf("deux")
    one = practice.add(first, reference="582016")
    chloe = add_patient(practice.db, family_name="Œuvrard", given_name="Chloé")
    two = practice.add(second, reference="5689/16", section="HÉMATOLOGIE", patient=chloe)
    practice.add(make_pdf("pas coché"))
    answer = send_selection(browser, two, one)
    assert answer.content_type == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert 'filename="h.marchand.zip"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Cache-Control"] == "no-store"
    assert unpacked(answer) == {"ŒUVRARD Chloé_5689-16_HÉMATOLOGIE.pdf": second, "TUFELE Maleta_582016_BIOCHIMIE.pdf": first}


def test_each_document_leaves_one_event_and_is_read(browser: TestApp, practice: Practice, site: Site) -> None:
    reports = [practice.add(make_pdf(f"n° {number}"), reference=str(number)) for number in range(3)]
    send_selection(browser, *reports, reports[0])
    read = events(site, "report.read")
    assert [(event.object_id, event.outcome, event.detail["view"]) for event in read] == [
        (report.public_id, Outcome.SUCCESS, "export.zip") for report in reports
    ]
    assert all(event.prescriber_id == practice.prescriber.id and event.login == "h.marchand" for event in read)
    assert browser.get("/results").html.select("#results tr.new") == []


def test_what_is_another_s_is_refused_and_the_archive_does_not_speak_of_it(browser: TestApp, practice: Practice, site: Site) -> None:
    mine = practice.add(make_pdf("à moi"), reference="1")
    theirs = practice.add(make_pdf("à un autre"), to=practice.colleague, reference="2", section="SECRETE")
    asked = [mine, theirs, "inconnu", "../../x", "a\x00b", "é", "x" * 500]
    answer = send_selection(browser, *asked)
    assert list(unpacked(answer)) == ["TUFELE Maleta_1_BIOCHIMIE.pdf"]
    assert b"SECRETE" not in answer.body
    refused = [event for event in events(site, "report.read") if event.outcome is Outcome.REFUSED]
    assert [event.object_id for event in refused] == [theirs.public_id, "inconnu", "../../x", "a\ufffdb", "é", "x" * 120]
    assert {(event.detail["reason"], event.detail["view"]) for event in refused} == {("not-found", "export.zip")}


def test_nothing_of_one_s_own_answers_as_what_does_not_exist(browser: TestApp, practice: Practice, site: Site) -> None:
    theirs = practice.add(to=practice.colleague)
    answers = {send_selection(browser, each, status=404).html.find("h1").text for each in (theirs, "inconnu")}
    assert len(answers) == 1
    assert [event.outcome for event in events(site, "report.read")] == [Outcome.REFUSED] * 2


def test_a_missing_or_damaged_document_is_named_and_traced_as_a_failure(browser: TestApp, practice: Practice, site: Site) -> None:
    lost = practice.add(make_pdf("perdu"), stored=False, reference="1")
    cut, altered = make_pdf("tronqué"), make_pdf("modifié")
    short, changed = practice.add(cut, reference="2"), practice.add(altered, reference="3")
    good = practice.add(make_pdf("bon"), reference="4")
    for document, damaged in ((cut, cut[:-1]), (altered, altered[:-1] + b"?")):
        path = Path(str(site.documents.path(hashlib.sha256(document).hexdigest())))
        path.chmod(0o600)
        path.write_bytes(damaged)
    files = unpacked(send_selection(browser, lost, short, changed, good))
    assert list(files) == [
        "MANQUANT_TUFELE Maleta_1_BIOCHIMIE.txt",
        "MANQUANT_TUFELE Maleta_2_BIOCHIMIE.txt",
        "MANQUANT_TUFELE Maleta_3_BIOCHIMIE.txt",
        "TUFELE Maleta_4_BIOCHIMIE.pdf",
    ]
    assert "laboratoire" in files["MANQUANT_TUFELE Maleta_1_BIOCHIMIE.txt"].decode()
    outcomes = [(event.outcome, event.detail.get("reason")) for event in events(site, "report.read")]
    assert outcomes == [
        (Outcome.FAILURE, "document-missing"),
        (Outcome.FAILURE, "document-damaged"),
        (Outcome.FAILURE, "document-damaged"),
        (Outcome.SUCCESS, None),
    ]
    assert len(browser.get("/results").html.select("#results tr.new")) == 3
    for document in (cut, altered):
        Path(str(site.documents.path(hashlib.sha256(document).hexdigest()))).unlink()


def test_a_retracted_report_is_not_delivered_and_says_so(browser: TestApp, practice: Practice, site: Site) -> None:
    gone = practice.add(make_pdf("retiré"), reference="1")
    pending = practice.add(reference="2", status=ReportStatus.REGISTERED)
    pending.current_version = 0
    gone.status = ReportStatus.RETRACTED
    practice.db.commit()
    files = unpacked(send_selection(browser, gone, pending))
    assert list(files) == ["MANQUANT_TUFELE Maleta_1_BIOCHIMIE.txt", "MANQUANT_TUFELE Maleta_2_BIOCHIMIE.txt"]
    assert "retiré" in files["MANQUANT_TUFELE Maleta_1_BIOCHIMIE.txt"].decode()
    assert [(event.outcome, event.detail["reason"]) for event in events(site, "report.read")] == [
        (Outcome.REFUSED, "retracted"),
        (Outcome.REFUSED, "no-document"),
    ]


def test_nothing_ticked_leads_back_to_the_list_with_a_word(browser: TestApp, practice: Practice) -> None:
    practice.add()
    back = send_selection(browser).follow()
    assert back.request.path == "/results"
    assert "cochez-en au moins un" in back.text


FORGED = ["https://ailleurs.example/results", "//ailleurs.example/results", "/login", "javascript:x", "\\\\x", "/results/../login"]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_way_back_leads_to_the_list_all_the_same(browser: TestApp, forged: str) -> None:
    answer = browser.post(ZIP, {"csrf_token": token(browser.get("/results")), "list": forged}, status=303)
    assert answer.location == "http://localhost/results?notice=nothing-ticked"


def test_the_way_back_keeps_the_search(browser: TestApp, practice: Practice) -> None:
    sent = {"csrf_token": token(browser.get("/results")), "list": "/results?search=abc&after=1.x.25&notice=nothing-ticked"}
    assert browser.post(ZIP, sent, status=303).location == "http://localhost/results?search=abc&after=1.x.25&notice=nothing-ticked"


@pytest.mark.parametrize("limits", [{"max_documents": 2}, {"max_size": 100}])
def test_too_large_a_selection_is_refused_with_a_word(practice: Practice, site: Site, sign_in: Any, limits: dict[str, int]) -> None:
    reports = [practice.add(reference=str(number)) for number in range(3)]
    browser = with_settings(site, **limits)
    sign_in(browser, practice.doctor)
    answer = send_selection(browser, *reports, status=413)
    assert "Recommencez en plusieurs fois" in answer.text
    (refused,) = events(site, "report.read")
    assert (refused.outcome, refused.detail) == (Outcome.REFUSED, {"reason": "too-large", "view": "export.zip"})
    assert len(browser.get("/results").html.select("#results tr.new")) == 3


def test_former_versions_a_summary_and_check_sums_if_the_site_wants_them(practice: Practice, site: Site, sign_in: Any) -> None:
    old, new = make_pdf("ancien"), make_pdf("nouveau")
    evil = add_patient(practice.db, family_name="=cmd|' /C calc'!A0", given_name="+1")
    report = practice.add(old, new, reference="@SUM(A1)", patient=evil)
    browser = with_settings(site, former_versions=True, summary=True, checksums=True, file_name="{issued} {number}_{type}_{birth_date}")
    sign_in(browser, practice.doctor)
    files = unpacked(send_selection(browser, report))
    name = f"2026-03-03 {report.order.number}_BIOCHIMIE_1958-07-14"
    assert list(files) == [f"{name}.pdf", f"{name}_v1.pdf", "sommaire.csv", "SHA256SUMS"]
    assert (files[f"{name}.pdf"], files[f"{name}_v1.pdf"]) == (new, old)
    assert files["SHA256SUMS"].decode().splitlines() == [
        f"{hashlib.sha256(new).hexdigest()}  {name}.pdf",
        f"{hashlib.sha256(old).hexdigest()}  {name}_v1.pdf",
    ]
    assert files["sommaire.csv"].startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(files["sommaire.csv"].decode("utf-8-sig")), delimiter=";")
    assert head[:3] == ["Fichier", "Nom du patient", "Né(e) le"]
    assert [row[0] for row in rows] == [f"{name}.pdf", f"{name}_v1.pdf"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert len(events(site, "report.read")) == 2


def test_forty_hostile_names_in_one_archive(browser: TestApp, practice: Practice) -> None:
    names = [each.replace("\x00", "").encode("utf-8", "ignore").decode() for each in HOSTILE]
    reports = []
    for number, name in enumerate(names):
        patient = add_patient(practice.db, family_name=name[:100], given_name="")
        reports.append(practice.add(make_pdf(f"hostile {number}"), patient=patient, section=name[:120]))
    files = unpacked(send_selection(browser, *reports))
    assert len({name.casefold() for name in files}) == len(reports)
    assert all("/" not in name and "\\" not in name and not name.startswith(".") for name in files)


def test_with_the_plugin_off_there_is_no_address_no_box_and_no_bar(browser: TestApp, practice: Practice) -> None:
    report = practice.add()
    sent = {"csrf_token": token(browser.get("/results")), "report": report.public_id}
    assert browser.get("/results").html.select("#results .tick, .selection")
    add_switch(practice.db, "export", enabled=False)
    practice.db.commit()
    for path in (ZIP, PRINT):
        browser.post(path, sent, status=404)
    page = browser.get("/results")
    assert page.html.select("input[name=report], .tick, .selection, .selection-foot, script[src*=selection]") == []
    assert len(page.html.select("#results thead th")) == 8


def test_a_form_without_token_and_a_visitor_get_nothing(browser: TestApp, app: TestApp, practice: Practice) -> None:
    report = practice.add()
    browser.post(ZIP, {"report": report.public_id}, status=400)
    assert app.post(ZIP, {"report": report.public_id}, status="*").status_int in (302, 303, 400, 403)
    browser.get(ZIP, status=404)


def test_without_its_trace_nothing_is_sent(browser: TestApp, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    report = practice.add()
    page = browser.get("/results")

    def broken(*_: Any) -> None:
        raise RuntimeError("the journal is away")

    monkeypatch.setattr("ceres.audit.log.AuditLog.append_all", broken)
    answer = browser.post(ZIP, {"csrf_token": token(page), "report": report.public_id}, status=503)
    assert b"PK\3\4" not in answer.body


def test_of_several_versions_the_one_in_force_is_delivered(browser: TestApp, practice: Practice) -> None:
    old, new = make_pdf("ancien"), make_pdf("en vigueur")
    report = practice.add(old, reference="7")
    practice.amend(report, new)
    assert list(unpacked(send_selection(browser, report)).values()) == [new]
