"""A viewer fetches a long PDF in parts: that is one reading; anything else is one more."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
import time_machine
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.models import Report
from factories.documents import make_pdf
from factories.journal import events
from factories.practice import Practice, make_practice

Browse = Callable[[Account], TestApp]
CONTENT, OTHER = make_pdf("un long compte rendu"), make_pdf("un autre")
TAG = f'"{sha256(CONTENT).hexdigest()}"'


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def report(practice: Practice) -> Report:
    return practice.add(OTHER, CONTENT)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    return browse(practice.doctor)


def part(browser: TestApp, report: Report, asked: str, version: str = "current", **headers: str) -> bytes:
    answer = browser.get(f"/reports/{report.public_id}/versions/{version}.pdf", headers={"Range": f"bytes={asked}", **headers})
    return bytes(answer.body)


def test_the_later_parts_of_a_reading_leave_no_event_of_their_own(browser: TestApp, report: Report, site: Site) -> None:
    received = part(browser, report, "0-99") + part(browser, report, "100-299") + part(browser, report, "300-")
    assert received == CONTENT
    assert part(browser, report, "-50") == CONTENT[-50:]
    assert len(events(site, "report.read")) == 1


def test_a_whole_reading_covers_the_parts_that_follow(browser: TestApp, report: Report, site: Site) -> None:
    browser.get(f"/reports/{report.public_id}/versions/2.pdf")
    part(browser, report, "100-")
    part(browser, report, "100-", **{"If-Range": TAG})
    assert len(events(site, "report.read")) == 1


@pytest.mark.parametrize("asked", ["0-99", "0-", "0-0"])
def test_the_beginning_is_always_a_new_reading(browser: TestApp, report: Report, site: Site, asked: str) -> None:
    part(browser, report, "0-99")
    part(browser, report, asked)
    assert len(events(site, "report.read")) == 2


def test_a_part_without_its_beginning_is_a_reading(browser: TestApp, report: Report, site: Site) -> None:
    part(browser, report, "100-")
    assert len(events(site, "report.read")) == 1


def test_what_sends_the_whole_document_is_a_reading_whatever_was_asked(browser: TestApp, report: Report, site: Site) -> None:
    part(browser, report, "0-99")
    assert part(browser, report, "100-", **{"If-Range": '"another"'}) == CONTENT
    assert part(browser, report, "100-199,300-") == CONTENT
    assert part(browser, report, "nonsense") == CONTENT
    assert len(events(site, "report.read")) == 4


def test_neither_the_page_nor_another_version_covers_a_part(browser: TestApp, report: Report, site: Site) -> None:
    browser.get(f"/reports/{report.public_id}")
    part(browser, report, "100-")
    part(browser, report, "100-", version="1")
    assert len(events(site, "report.read")) == 3


def test_another_session_has_its_own_reading(browser: TestApp, report: Report, practice: Practice, browse: Browse, site: Site) -> None:
    part(browser, report, "0-99")
    part(browse(practice.doctor), report, "100-")
    assert len(events(site, "report.read")) == 2


def test_after_a_minute_it_is_another_reading(practice: Practice, report: Report, browse: Browse, site: Site) -> None:
    with time_machine.travel("2026-03-10 10:00:00+00:00", tick=False) as clock:
        browser = browse(practice.doctor)
        part(browser, report, "0-99")
        clock.shift(60)
        part(browser, report, "100-")
        assert len(events(site, "report.read")) == 1
        clock.shift(1)
        part(browser, report, "100-")
        assert len(events(site, "report.read")) == 2


def test_a_refused_beginning_covers_nothing(browser: TestApp, report: Report, site: Site) -> None:
    browser.get(f"/reports/{report.public_id}/versions/current.pdf", headers={"Range": "bytes=99999999-"}, status=416)
    part(browser, report, "100-")
    assert len(events(site, "report.read")) == 2
