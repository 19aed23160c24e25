"""« Imprimer »: the ticked reports as one PDF, in the order of the list; what cannot be printed is named first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.reports.models import ReportStatus
from factories.documents import make_pdf
from factories.journal import events
from factories.practice import PRINT, Practice, make_practice, send_selection
from factories.reports import add_patient

Browse = Callable[[Account], TestApp]


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    return browse(practice.doctor)


def pages(answer: TestResponse) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(BytesIO(answer.body)).pages]


def locked(text: str) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(make_pdf(text)))
    writer.encrypt("secret")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_ticked_reports_are_one_document_in_the_order_of_the_list(browser: TestApp, practice: Practice, site: Site) -> None:
    texts = ["premier", "deuxième", "troisième"]
    reports = [practice.add(make_pdf(text), reference=text) for text in texts]
    answer = send_selection(browser, reports[2], reports[0], reports[1], path=PRINT)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert pages(answer) == ["troisième", "premier", "deuxième"]
    read = events(site, "report.read")
    assert [event.object_id for event in read] == [reports[place].public_id for place in (2, 0, 1)]
    assert {(event.outcome, event.detail["view"]) for event in read} == {(Outcome.SUCCESS, "export.print")}
    assert not browser.get("/results").html.select("tr.new")


def test_the_documents_themselves_are_not_touched(browser: TestApp, practice: Practice, site: Site) -> None:
    content = make_pdf("original")
    send_selection(browser, practice.add(content), path=PRINT)
    assert site.documents.verify(hashlib.sha256(content).hexdigest()).size == len(content)


def test_what_cannot_be_printed_is_named_on_a_first_page_and_traced_as_a_failure(browser: TestApp, practice: Practice, site: Site) -> None:
    patient = add_patient(practice.db, family_name="DELACOURT-MÉREUÏ", given_name="Anne-Élisabeth")
    good = practice.add(make_pdf("lisible"))
    protected = practice.add(locked("protégé"), patient=patient, section="PROTÉGÉ")
    broken = practice.add(b"%PDF-1.7\nnothing that can be read\n%%EOF", section="ILLISIBLE")
    half = practice.add(make_pdf("moitié").replace(b"/Contents", b"/Contenus")[:-200], section="MOITIÉ")
    lost = practice.add(make_pdf("perdu"), stored=False, section="PERDU")
    answer = send_selection(browser, protected, good, broken, half, lost, path=PRINT)
    cover, *others = pages(answer)
    assert others[:1] == ["lisible"]
    for word in ("DELACOURT-MÉREUÏ Anne-Élisabeth", "PROTÉGÉ", "ILLISIBLE", "PERDU", "mot de passe"):
        assert word in cover
    outcomes = {event.object_id: (event.outcome, event.detail.get("reason")) for event in events(site, "report.read")}
    assert outcomes[protected.public_id] == (Outcome.FAILURE, "document-locked")
    assert outcomes[broken.public_id] == (Outcome.FAILURE, "document-damaged")
    assert outcomes[lost.public_id] == (Outcome.FAILURE, "document-missing")
    assert outcomes[good.public_id] == (Outcome.SUCCESS, None)
    assert len(outcomes) == 5
    new = {row["data-report"] for row in browser.get("/results").html.select("tr.new")}
    assert {protected.public_id, broken.public_id, lost.public_id} <= new
    assert good.public_id not in new


def test_a_selection_that_is_all_absent_is_its_first_page(browser: TestApp, practice: Practice) -> None:
    reports = []
    for number in range(60):
        reports.append(practice.add(section=f"SECTION {number}", status=ReportStatus.REGISTERED))
        reports[-1].current_version = 0
    practice.db.commit()
    found = pages(send_selection(browser, *reports, path=PRINT))
    assert len(found) > 1
    assert "SECTION 59" in found[-1]


def test_nothing_ticked_and_nothing_of_one_s_own(browser: TestApp, practice: Practice) -> None:
    assert send_selection(browser, path=PRINT, status=303).location.endswith("/results?notice=nothing-ticked")
    send_selection(browser, practice.add(to=practice.colleague), path=PRINT, status=404)


def test_too_many_to_print_at_once_is_told(browser: TestApp, practice: Practice) -> None:
    answer = send_selection(browser, *(f"{number:022}" for number in range(101)), path=PRINT, status=413)
    assert "100 comptes rendus" in answer.text


def test_the_documents_are_read_from_the_store_as_they_are(browser: TestApp, practice: Practice, site: Site) -> None:
    content = make_pdf("abîmé depuis")
    report = practice.add(content)
    path = Path(str(site.documents.path(hashlib.sha256(content).hexdigest())))
    path.chmod(0o600)
    path.write_bytes(content[:-1] + b"?")
    assert "abîmé" in pages(send_selection(browser, report, path=PRINT))[0]
    path.unlink()
