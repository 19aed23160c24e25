"""The page of one report: its place in the list, its versions, its order, who has opened it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.models import Report, ReportStatus, Withheld
from factories.documents import make_pdf
from factories.journal import events
from factories.people import LONG_AGO, add_account, add_mandate, add_prescriber
from factories.practice import Practice, make_practice
from factories.reports import ISSUED, deliver
from factories.switches import add_switch

Browse = Callable[[Account], TestApp]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    return browse(practice.doctor)


def url(report: Report) -> str:
    return f"/reports/{report.public_id}"


def way(page: Any) -> tuple[str, str, str]:
    """Return the place in the list, and the addresses of the reports before and after."""
    place = page.html.select_one(".way .place")
    links = [page.html.select_one(f".way a[rel={rel}]") for rel in ("prev", "next")]
    return (place.text if place else "", *(link["href"] if link else "" for link in links))


def test_previous_and_next_walk_the_latest_reports(browser: TestApp, practice: Practice) -> None:
    first, second, third = (practice.add(issued_at=ISSUED - minutes * MINUTE) for minutes in range(3))
    practice.add(to=practice.colleague)
    practice.add(issued_at=ISSUED - 1.5 * MINUTE, withheld=Withheld.MASKED)
    assert way(browser.get(url(first))) == ("Compte rendu 1 sur 3", "", url(second))
    assert way(browser.get(url(second))) == ("Compte rendu 2 sur 3", url(first), url(third))
    assert way(browser.get(url(third))) == ("Compte rendu 3 sur 3", url(second), "")


def test_reports_of_one_instant_are_walked_too(browser: TestApp, practice: Practice) -> None:
    practice_reports = {url(practice.add()) for _ in range(4)}
    listed = [row.select_one(".patient a")["href"] for row in browser.get("/results").html.select("tbody tr")]
    assert set(listed) == practice_reports
    for place, address in enumerate(listed):
        around = ["", *listed, ""]
        assert way(browser.get(address))[1:] == (around[place], around[place + 2])


def test_a_report_of_two_prescribers_counts_once(browser: TestApp, practice: Practice, db: Session) -> None:
    more = [add_prescriber(db, f"M{number}") for number in range(3)]
    for prescriber in more:
        add_mandate(db, db.merge(practice.doctor), prescriber)
    newest, oldest = practice.add(), practice.add(issued_at=ISSUED - MINUTE)
    for prescriber in more:
        deliver(db, db.merge(newest), prescriber, patient=newest.order.patient, number="1")
    db.commit()
    assert way(browser.get(url(oldest))) == ("Compte rendu 2 sur 2", url(newest), "")


def test_beyond_the_latest_there_is_no_place_to_name(browser: TestApp, practice: Practice) -> None:
    reports = [practice.add(issued_at=ISSUED - minutes * MINUTE) for minutes in range(27)]
    assert way(browser.get(url(reports[24])))[0] == "Compte rendu 25 sur 25"
    assert way(browser.get(url(reports[25]))) == ("", url(reports[24]), url(reports[26]))


def test_the_list_one_came_from_is_kept_without_naming_what_was_searched(browser: TestApp, practice: Practice) -> None:
    inside = [practice.add(issued_at=ISSUED - minutes * MINUTE) for minutes in range(2)]
    outside = practice.add(issued_at=ISSUED - timedelta(days=3))
    form = next(each for each in browser.get("/search/date").forms.values() if each.action.endswith("/search/date"))
    form["from"] = form["to"] = "03/03/2026"
    found = form.submit().follow()
    opaque = found.request.path_qs.partition("?")[2]
    link = found.html.select("tbody .patient a")[0]["href"]
    assert link == f"{url(inside[0])}?{opaque}"
    page = browser.get(link)
    assert way(page) == ("Compte rendu 1 sur 2", "", f"{url(inside[1])}?{opaque}")
    assert page.html.select_one(".way .back")["href"] == f"/results?{opaque}"
    assert way(browser.get(f"{url(outside)}?{opaque}")) == ("", "", "")
    add_switch(practice.db, "search-date", enabled=False)
    practice.db.commit()
    assert browser.get(link).html.select_one(".way .back")["href"] == "/results"


def test_a_list_in_another_order_leads_back_only(browser: TestApp, practice: Practice) -> None:
    report = practice.add()
    practice.add()
    page = browser.get(f"{url(report)}?sort=name&after=1.x.25")
    assert way(page) == ("", "", "")
    assert page.html.select_one(".way .back")["href"] == "/results?sort=name&after=1.x.25"


@pytest.mark.parametrize("query", ["search=inconnue", "search=%00", "search=%C3%A9", "after=x", "a=1&a=2", "version="])
def test_a_list_that_is_no_more_leads_back_to_the_latest(browser: TestApp, practice: Practice, query: str) -> None:
    page = browser.get(f"{url(practice.add())}?{query}", status="*")
    assert page.status_int == (404 if query.startswith("version") else 200)


def test_a_former_version_is_shown_with_a_warning(browser: TestApp, practice: Practice, site: Site) -> None:
    report = practice.add(make_pdf("un"), make_pdf("deux"))
    current = browser.get(url(report))
    assert "Version remplacée" not in current.text
    assert "remplace la version 1" in current.text
    address = current.html.select_one(".versions strong a")["href"]
    assert address == f"{url(report)}?version=1"
    former = browser.get(address)
    assert "Version remplacée le 03/03/2026 20:14 par la version 2" in former.html.select_one(".notice.crit").text
    assert former.html.find("iframe")["src"].partition("#")[0] == f"{url(report)}/versions/1.pdf"
    assert former.html.select_one("a.download")["href"] == f"{url(report)}/versions/1.pdf"
    assert [event.detail for event in events(site, "report.read")] == [{"view": "page", "version": number} for number in (2, 1)]


@pytest.mark.parametrize("version", ["0", "3", "-1", "x", "1.0", "", "9999999", "١"])
def test_a_version_that_does_not_exist_is_not_found(browser: TestApp, practice: Practice, version: str) -> None:
    browser.get(f"{url(practice.add(make_pdf('un'), make_pdf('deux')))}", {"version": version}, status=404)


def test_opening_a_former_version_leaves_the_report_new(browser: TestApp, practice: Practice) -> None:
    report = practice.add(make_pdf("un"), make_pdf("deux"))
    browser.get(url(report), {"version": "1"})
    assert browser.get("/results").html.select("tr.new")
    browser.get(url(report))
    assert not browser.get("/results").html.select("tr.new")


def test_a_partial_report_says_so(browser: TestApp, practice: Practice) -> None:
    assert "Résultat partiel" in browser.get(url(practice.add(status=ReportStatus.PRELIMINARY))).text
    final = browser.get(url(practice.add()))
    assert "Résultat partiel" not in final.text
    assert final.html.select_one(".view .tag.ok").text == "Complet"


def test_the_other_reports_of_the_order_are_named(browser: TestApp, practice: Practice, db: Session) -> None:
    report, sibling = practice.add(section="BIOCHIMIE"), practice.add(section="HÉMATOLOGIE")
    hidden, theirs = practice.add(section="MASQUÉ", withheld=Withheld.MASKED), practice.add(section="À UN AUTRE", to=practice.colleague)
    gone, pending = (
        practice.add(section="RETIRÉ", status=ReportStatus.RETRACTED),
        practice.add(section="EN COURS", status=ReportStatus.REGISTERED),
    )
    for each in (sibling, hidden, theirs, gone, pending):
        db.merge(each).order_id = report.order_id
    db.merge(pending).current_version = 0
    db.commit()
    names = [item.get_text(" ", strip=True) for item in browser.get(url(report)).html.select(".siblings li")]
    assert names == ["EN COURS en cours", "HÉMATOLOGIE 03/03/2026 20:14"]


def test_who_has_opened_the_report_is_told_to_those_it_is_for(browser: TestApp, practice: Practice, db: Session, browse: Browse) -> None:
    secretary, former, stranger = (add_account(db, login) for login in ("secretaire", "remplacant", "etranger"))
    add_mandate(db, secretary, practice.prescriber)
    mandate = add_mandate(db, former, practice.prescriber)
    add_mandate(db, stranger, practice.colleague)
    report = practice.add(make_pdf("un"))
    deliver(db, db.merge(report), practice.colleague, patient=report.order.patient, number="1")
    db.commit()
    for account in (secretary, former, stranger):
        browse(account).get(url(report))
    mandate.valid_until = LONG_AGO + timedelta(days=1)
    db.commit()
    practice.amend(report, make_pdf("deux"))
    lines = [" ".join(item.text.split()) for item in browser.get(url(report)).html.select(".consultations li")]
    assert lines[0] == "Vous, pour la première fois"
    assert {line.partition(",")[0] for line in lines[1:]} == {"Dr secretaire", "Dr remplacant"}
    assert all(line.endswith("(version 1)") for line in lines[1:])
    again = browser.get(url(report)).html.select(".consultations li")[0].text
    assert again.startswith("Vous, la dernière fois le ")


def test_nothing_of_a_patient_stands_in_an_address(browser: TestApp, practice: Practice) -> None:
    report = practice.add(make_pdf("un"), make_pdf("deux"), reference="REF-42", nip="1980456123")
    practice.add()
    page = browser.get(url(report))
    addresses = " ".join(str(link.get("href", link.get("src"))) for link in page.html.select("[href], [src]"))
    for word in ("TUFELE", "Maleta", "REF-42", "1980456123", report.order.number):
        assert word not in addresses
