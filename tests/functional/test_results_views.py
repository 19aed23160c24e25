"""The results page shown otherwise: filters, orders, pages back and forth, tags; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site
from ceres.reports.models import Alert, Reading, Report, ReportStatus, ReportVersion
from factories.journal import events
from factories.people import add_account, add_mandate
from factories.reports import add_patient, add_report

Browse = Callable[[Account], TestApp]
ISSUED = datetime(2026, 3, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shown(page: Any) -> list[str]:
    return [cell.text for cell in page.html.select("#results tbody .number")]


def read(db: Session, account: Account, report: Report) -> None:
    moments = {"first_opened_at": ISSUED, "last_opened_at": ISSUED}
    db.add(Reading(account_id=account.id, report_id=report.id, version_seen=report.current_version, **moments))


def filters(page: Any) -> dict[str, str]:
    """Return the quick filters, with their counts and addresses."""
    return {" ".join(link.text.split()): link["href"] for link in page.html.select(".filter a")}


def add_many(db: Session, prescriber: Prescriber, count: int, **values: Any) -> list[str]:
    """Add reports, one a minute, and return their numbers, newest first."""
    patient = add_patient(db)
    numbers = [f"{number:03}" for number in range(count)]
    for rank, number in enumerate(numbers):
        add_report(db, prescriber, patient=patient, number=number, issued_at=ISSUED + timedelta(minutes=rank), **values)
    db.commit()
    return numbers[::-1]


def test_quick_filters_count_and_show_what_is_new_and_in_progress(
    portal: TestApp, db: Session, doctor: Account, prescriber: Prescriber
) -> None:
    old = add_report(db, prescriber, number="old", issued_at=ISSUED)
    add_report(db, prescriber, number="new", issued_at=ISSUED + HOUR)
    add_report(db, prescriber, number="pending", issued_at=ISSUED + 2 * HOUR, status=ReportStatus.REGISTERED, documents=())
    add_report(db, prescriber, number="cancelled", issued_at=ISSUED + 3 * HOUR, status=ReportStatus.CANCELLED, documents=())
    read(db, doctor, old)
    db.commit()
    page = portal.get("/results")
    assert list(filters(page)) == ["Toutes", "Nouvelles 1", "En cours 1"]
    assert page.html.select_one(".filter [aria-current]").text == "Toutes"
    new = portal.get(filters(page)["Nouvelles 1"])
    assert (shown(new), new.html.h1.text) == (["new"], "1 nouveau compte rendu")
    pending = portal.get(filters(page)["En cours 1"])
    assert (shown(pending), pending.html.h1.text) == (["pending"], "1 demande en cours")
    assert " ".join(pending.html.select_one(".filter [aria-current]").text.split()) == "En cours 1"


def test_new_is_each_accounts_own_and_ends_when_the_report_is_opened(
    portal: TestApp, db: Session, prescriber: Prescriber, browse: Browse
) -> None:
    secretary = add_account(db, "secretary")
    add_mandate(db, secretary, prescriber)
    report = add_report(db, prescriber, number="one")
    db.commit()
    assert shown(portal.get("/results?show=new")) == ["one"]
    portal.get(f"/reports/{report.public_id}")
    page = portal.get("/results?show=new")
    assert shown(page) == []
    assert "Aucun nouveau compte rendu" in page.text
    assert page.html.select_one(".message a")["href"] == "/results"
    assert shown(browse(secretary).get("/results?show=new")) == ["one"]


def test_a_filter_applies_to_a_search_and_to_its_pages(portal: TestApp, db: Session, doctor: Account, prescriber: Prescriber) -> None:
    add_many(db, prescriber, 40, nip="1")
    add_report(db, prescriber, number="other", nip="2")
    for report in db.scalars(select(Report).order_by(Report.id).limit(10)):
        read(db, doctor, report)
    db.commit()
    token = portal.get("/search/nip").html.select_one("input[name=csrf_token]")["value"]
    found = portal.post("/search/nip", {"value": "1", "csrf_token": token}).follow()
    assert found.html.h1.text == "40 comptes rendus"
    new = portal.get(filters(found)["Nouvelles"])
    assert new.html.h1.text == "30 nouveaux comptes rendus"
    second = portal.get(new.html.select_one("a[rel=next]")["href"])
    assert shown(new) + shown(second) == [f"{number:03}" for number in range(39, 9, -1)]
    assert second.html.select_one(".chips li").text == "Par NIP : « 1 »"


@pytest.mark.parametrize(
    "path", ["/results", "/results?sort=oldest", "/results?sort=name", "/results?sort=name-backwards", "/results?show=new"]
)
def test_previous_leads_back_the_way_next_came(portal: TestApp, db: Session, prescriber: Prescriber, path: str) -> None:
    add_many(db, prescriber, 60)
    pages = [portal.get(path)]
    while following := pages[-1].html.select_one("a[rel=next]"):
        pages.append(portal.get(following["href"]))
    assert [len(shown(page)) for page in pages] == [25, 25, 10]
    assert len({number for page in pages for number in shown(page)}) == 60
    assert pages[0].html.select_one("a[rel=prev]") is None
    back = portal.get(pages[2].html.select_one("a[rel=prev]")["href"])
    assert shown(back) == shown(pages[1])
    assert "Résultats 26 à 50" in " ".join(back.html.select_one(".pager").text.split())
    first = portal.get(back.html.select_one("a[rel=prev]")["href"])
    assert shown(first) == shown(pages[0])
    assert first.html.select_one("a[rel=prev]") is None
    assert shown(portal.get(first.html.select_one("a[rel=next]")["href"])) == shown(pages[1])


def test_previous_shows_a_whole_page_when_others_came_meanwhile(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    numbers = add_many(db, prescriber, 60)
    second = portal.get(portal.get("/results").html.select_one("a[rel=next]")["href"])
    add_report(db, prescriber, number="late", issued_at=ISSUED + 9 * HOUR)
    db.commit()
    back = portal.get(second.html.select_one("a[rel=prev]")["href"])
    assert shown(back) == numbers[:25]
    assert shown(portal.get(back.html.select_one("a[rel=prev]")["href"])) == ["late", *numbers[:24]]


def test_names_sort_both_ways_the_newest_of_each_first(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    for family, given, number, hour in (
        ("ZÉRA", "Anne", "z", 9),
        ("ÉLAN", "Zoé", "e1", 1),
        ("ÉLAN", "Zoé", "e2", 2),
        ("ABEL", "Ève", "a", 0),
        ("D’ABO", "Ève", "d", 0),
    ):
        add_report(
            db, prescriber, patient=add_patient(db, family_name=family, given_name=given), number=number, issued_at=ISSUED + hour * HOUR
        )
    db.commit()
    page = portal.get("/results")
    issued = page.html.select_one("th.issued")
    assert issued["aria-sort"] == "descending"
    assert shown(portal.get(issued.a["href"]))[-1] == "z"
    by_name = portal.get(page.html.select_one("th.patient a")["href"])
    assert shown(by_name) == ["a", "d", "e2", "e1", "z"]
    assert by_name.html.select_one("th.patient")["aria-sort"] == "ascending"
    assert not by_name.html.select_one("th.issued").has_attr("aria-sort")
    assert by_name.html.h1.text == "Toutes vos demandes"
    backwards = portal.get(by_name.html.select_one("th.patient a")["href"])
    assert shown(backwards) == ["z", "e2", "e1", "d", "a"]
    assert backwards.html.select_one("th.patient")["aria-sort"] == "descending"


def test_the_address_of_a_page_by_name_holds_no_name(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    add_many(db, prescriber, 30)
    page = portal.get("/results?sort=name")
    assert "tufele" not in page.html.select_one("a[rel=next]")["href"].lower()


@pytest.mark.parametrize("query", ["show=x", "sort=%00", "sort=name'--", "show=new&sort="])
def test_an_unknown_filter_or_order_is_none(portal: TestApp, db: Session, prescriber: Prescriber, query: str) -> None:
    add_report(db, prescriber, number="one")
    db.commit()
    assert shown(portal.get(f"/results?{query}")) == ["one"]


@pytest.mark.parametrize(
    ("status", "documents", "alert", "tag"),
    [
        (ReportStatus.FINAL, 1, Alert.NONE, ""),
        (ReportStatus.FINAL, 1, Alert.ABNORMAL, "Hors normes"),
        (ReportStatus.FINAL, 1, Alert.CRITICAL, "Critique"),
        (ReportStatus.CORRECTED, 2, Alert.CRITICAL, "Critique"),
        (ReportStatus.CORRECTED, 2, Alert.ABNORMAL, "Modifié"),
        (ReportStatus.FINAL, 2, Alert.NONE, "Modifié"),
        (ReportStatus.PRELIMINARY, 1, Alert.ABNORMAL, "Partiel"),
        (ReportStatus.PRELIMINARY, 2, Alert.NONE, "Modifié, partiel"),
        (ReportStatus.CANCELLED, 0, Alert.NONE, "Annulé"),
    ],
)
def test_a_row_has_one_tag_the_gravest(
    portal: TestApp, db: Session, prescriber: Prescriber, status: ReportStatus, documents: int, alert: Alert, tag: str
) -> None:
    add_report(db, prescriber, status=status, documents=[b"%d" % number for number in range(documents)])
    db.execute(update(ReportVersion).values(alert=alert))
    db.commit()
    row = portal.get("/results").html.select_one("#results tbody tr")
    assert [each.text for each in row.select(".tag")] == ([tag] if tag else [])
    assert ("critical" in row.get("class", [])) is (tag == "Critique")


def test_the_filter_stands_in_the_trace(portal: TestApp, site: Site) -> None:
    portal.get("/results?show=pending")
    assert [each.detail for each in events(site, "report.list")] == [{"rows": 0, "first": 1, "show": "pending"}]
