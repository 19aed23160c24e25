"""Reports and documents through the web: only one's own, byte for byte, each time with exactly one event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Mandate
from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.db.clock import utcnow
from ceres.reports.models import Reading, Report, ReportStatus, Withheld
from factories.documents import make_pdf
from factories.journal import events
from factories.people import LONG_AGO, add_account, add_mandate, add_prescriber
from factories.reports import add_report, add_version

Browse = Callable[[Account], TestApp]
FIRST, SECOND, THEIRS = make_pdf("premier"), make_pdf("second"), make_pdf("un autre")


@dataclass(frozen=True)
class Practice:
    """A doctor with a report of two versions, and a colleague with one of their own."""

    doctor: Account
    report: Report
    colleague: Account
    theirs: Report

    @property
    def url(self) -> str:
        return f"/reports/{self.report.public_id}"

    @property
    def their_url(self) -> str:
        return f"/reports/{self.theirs.public_id}"


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    for document in (FIRST, SECOND, THEIRS):
        site.documents.put(document)
    doctor, colleague = add_account(db, "doctor"), add_account(db, "colleague")
    mine, other = add_prescriber(db, "DR1"), add_prescriber(db, "DR2")
    add_mandate(db, doctor, mine)
    add_mandate(db, colleague, other)
    report = add_report(db, mine, number="114000000", section="HÉMATOLOGIE", documents=(FIRST, SECOND))
    theirs = add_report(db, other, documents=(THEIRS,))
    db.commit()
    return Practice(doctor, report, colleague, theirs)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    """The doctor's."""
    return browse(practice.doctor)


def test_documents_are_served_byte_for_byte(browser: TestApp, practice: Practice) -> None:
    for name, document in (("current", SECOND), ("1", FIRST), ("2", SECOND)):
        answer = browser.get(f"{practice.url}/versions/{name}.pdf")
        assert answer.body == document
        assert answer.content_type == "application/pdf"
        assert answer.headers["ETag"] == f'"{sha256(document).hexdigest()}"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_documents_are_named_after_the_request_and_the_section(browser: TestApp, practice: Practice) -> None:
    current = browser.get(f"{practice.url}/versions/current.pdf").headers["Content-Disposition"]
    assert current == "inline; filename=\"114000000_HEMATOLOGIE.pdf\"; filename*=UTF-8''114000000_H%C3%89MATOLOGIE.pdf"
    former = browser.get(f"{practice.url}/versions/1.pdf").headers["Content-Disposition"]
    assert "114000000_HEMATOLOGIE_v1.pdf" in former


def test_each_reading_leaves_one_event(browser: TestApp, practice: Practice, site: Site) -> None:
    url = f"{practice.url}/versions/1.pdf"
    tag = f'"{sha256(FIRST).hexdigest()}"'
    attempts = (
        (200, lambda: browser.get(url)),
        (200, lambda: browser.head(url)),
        (206, lambda: browser.get(url, headers={"Range": "bytes=0-9"})),
        (304, lambda: browser.get(url, headers={"If-None-Match": tag})),
    )
    for number, (status, attempt) in enumerate(attempts, start=1):
        assert attempt().status_int == status
        read = events(site, "report.read")
        assert len(read) == number
        assert (read[-1].outcome, read[-1].login, read[-1].object_id) == (Outcome.SUCCESS, "doctor", practice.report.public_id)
        assert read[-1].detail == {"version": 1, "sha256": sha256(FIRST).hexdigest()}
        assert read[-1].prescriber_id is not None


def test_a_range_holds_its_bytes_and_an_impossible_one_is_refused(browser: TestApp, practice: Practice, site: Site) -> None:
    url = f"{practice.url}/versions/current.pdf"
    part = browser.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_int, part.body) == (206, SECOND[100:200])
    beyond = browser.get(url, headers={"Range": "bytes=9999999-"}, status=416)
    assert SECOND[:20] not in beyond.body
    assert [event.outcome for event in events(site, "report.read")] == [Outcome.SUCCESS, Outcome.REFUSED]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/versions/current.pdf",
        "/versions/1.pdf",
        "/versions/2.pdf",
        "/versions/999999.pdf",
    ],
)
def test_another_s_report_and_none_at_all_answer_alike(browser: TestApp, practice: Practice, site: Site, path: str) -> None:
    answers = set()
    for number, start in enumerate((practice.their_url, "/reports/AAAAAAAAAAAAAAAAAAAAAA", "/reports/x", "/reports/%00"), start=1):
        for method, headers in (("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=0-5"})):
            answer = browser.request(start + path, method=method, headers=headers, status=404)
            assert b"%PDF" not in answer.body
            assert "Content-Range" not in answer.headers
            answers.add((method, answer.text.replace(answer.request.environ.get("ceres.id", ""), "")[:400], answer.content_type))
        refused = events(site, "report.read")
        assert len(refused) == 3 * number
        assert {event.outcome for event in refused} == {Outcome.REFUSED}
    assert len(answers) == 2


def test_a_refusal_names_what_was_asked_for_and_no_more_than_fits(browser: TestApp, practice: Practice, site: Site) -> None:
    browser.get(practice.their_url, status=404)
    browser.get("/reports/" + "x" * 300, status=404)
    asked = [event.object_id for event in events(site, "report.read")]
    assert asked == [practice.theirs.public_id, "x" * 120]


@pytest.mark.parametrize("version", ["0", "3", "999999", "9999999", "1.5", "-1", "current2", ""])
def test_a_version_that_does_not_exist_is_not_found(browser: TestApp, practice: Practice, version: str) -> None:
    browser.get(f"{practice.url}/versions/{version}.pdf", status=404)


def test_a_report_without_document_has_none_to_send(browser: TestApp, practice: Practice, db: Session, site: Site) -> None:
    prescriber = db.scalars(select(Mandate).where(Mandate.account_id == practice.doctor.id)).one().prescriber
    pending = add_report(db, prescriber, documents=(), status=ReportStatus.REGISTERED)
    db.commit()
    browser.get(f"/reports/{pending.public_id}")
    browser.get(f"/reports/{pending.public_id}/versions/current.pdf", status=404)
    assert [event.outcome for event in events(site, "report.read")] == [Outcome.SUCCESS, Outcome.REFUSED]


def test_mandates_count_between_their_instants(browser: TestApp, practice: Practice, db: Session) -> None:
    mandate = db.scalars(select(Mandate).where(Mandate.account_id == practice.doctor.id)).one()
    now = utcnow()
    for start, end, status in (
        (now + timedelta(hours=1), None, 404),
        (LONG_AGO, now - timedelta(seconds=1), 404),
        (LONG_AGO, now + timedelta(hours=1), 200),
    ):
        mandate.valid_from, mandate.valid_until = start, end
        db.commit()
        for path in ("", "/versions/current.pdf", "/versions/1.pdf"):
            browser.get(practice.url + path, status=status)


@pytest.mark.parametrize("withheld", [Withheld.MASKED, Withheld.UNVERIFIED])
def test_a_withheld_report_does_not_exist(browser: TestApp, practice: Practice, db: Session, withheld: Withheld) -> None:
    db.merge(practice.report).withheld = withheld
    db.commit()
    for path in ("", "/versions/current.pdf", "/versions/1.pdf"):
        browser.get(practice.url + path, status=404)


def test_a_retracted_report_is_gone_and_says_why(browser: TestApp, practice: Practice, db: Session, site: Site, browse: Browse) -> None:
    db.merge(practice.report).status = ReportStatus.RETRACTED
    db.commit()
    for path in ("", "/versions/current.pdf", "/versions/1.pdf"):
        answer = browser.get(practice.url + path, status=410)
        assert "retiré" in answer.text
    assert [event.detail["reason"] for event in events(site, "report.read")] == ["retracted"] * 3
    browse(practice.colleague).get(practice.url, status=404)


def test_the_page_of_a_report_shows_it_and_is_traced_once(browser: TestApp, practice: Practice, site: Site) -> None:
    page = browser.get(practice.url)
    assert "TUFELE" in page.text
    assert "TUFELE" not in page.html.title.text
    assert page.html.find("iframe")["src"].partition("#")[0].endswith(f"{practice.url}/versions/current.pdf")
    former = page.html.select("a.former")
    assert [link["href"].rpartition("/")[2] for link in former] == ["1.pdf"]
    (read,) = events(site, "report.read")
    assert (read.outcome, read.detail) == (Outcome.SUCCESS, {"view": "page", "version": 2})


def test_opening_marks_the_report_read_until_its_next_version(browser: TestApp, practice: Practice, db: Session, browse: Browse) -> None:
    def unread(reader: TestApp) -> bool:
        (row,) = reader.get("/results").html.select("#results tbody tr")
        return "new" in row.get("class", [])

    assert unread(browser)
    browser.head(f"{practice.url}/versions/current.pdf")
    browser.get(f"{practice.url}/versions/1.pdf")
    assert unread(browser)
    browser.get(f"{practice.url}/versions/current.pdf")
    assert not unread(browser)
    assert unread(browse(practice.colleague))
    newest = make_pdf("nouvelle version")
    add_version(db, db.merge(practice.report), newest)
    db.commit()
    assert unread(browser)
    browser.get(practice.url)
    assert not unread(browser)
    assert db.scalars(select(Reading.version_seen)).all() == [3]


def test_a_document_missing_from_the_store_is_unavailable_and_traced(browser: TestApp, practice: Practice, db: Session, site: Site) -> None:
    lost, damaged = make_pdf("perdu"), make_pdf("abîmé")
    report = db.merge(practice.report)
    add_version(db, report, lost)
    add_version(db, report, damaged)
    db.commit()
    site.documents.put(damaged)
    path = Path(str(site.documents.path(sha256(damaged).hexdigest())))
    path.chmod(0o600)
    path.write_bytes(damaged[:-1])
    for number, reason in ((3, "document-missing"), (4, "document-damaged")):
        answer = browser.get(f"{practice.url}/versions/{number}.pdf", status=503)
        assert b"%PDF" not in answer.body
        failed = events(site, "report.read")[-1]
        assert (failed.outcome, failed.detail["reason"]) == (Outcome.FAILURE, reason)
    path.unlink()


def test_a_visitor_sees_nothing(app: TestApp, practice: Practice) -> None:
    for path in ("/", "/results", practice.url, f"{practice.url}/versions/current.pdf", "/search/date"):
        answer = app.get(path)
        assert answer.status_int in (302, 303)
        assert "/login" in answer.location


def test_an_administrator_without_mandate_reads_nothing(practice: Practice, db: Session, browse: Browse) -> None:
    administrator = add_account(db, "it", roles=())
    db.commit()
    browser = browse(administrator)
    for path in ("/results", practice.url, f"{practice.url}/versions/current.pdf", "/search/date"):
        browser.get(path, status=403)
