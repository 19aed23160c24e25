"""The results page and the search by date through the web, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.plugins.models import PluginState
from ceres.reports.models import SavedSearch
from ceres.sessions.models import LoginSession
from factories.journal import events
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report

Browse = Callable[[Account], TestApp]
ISSUED = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)  # midnight, the third of March, in Nouméa


@pytest.fixture
def browser(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> TestApp:
    db.commit()
    return browse(doctor)


def shown(page: object) -> list[str]:
    return [row["data-report"] for row in page.html.select("#results tbody tr")]  # type: ignore[attr-defined]


def search(browser: TestApp, **values: str) -> object:
    form = browser.get("/search/date").forms
    filled = next(each for each in form.values() if each.action.endswith("/search/date"))
    for name, value in values.items():
        filled[name] = value
    return filled.submit()


def test_home_leads_to_the_results(browser: TestApp) -> None:
    answer = browser.get("/")
    assert (answer.status_int, answer.location) == (303, "http://localhost/results")


def test_the_list_is_the_accounts_and_is_traced_once(browser: TestApp, db: Session, prescriber: Prescriber, site: Site) -> None:
    mine = [add_report(db, prescriber, issued_at=ISSUED + timedelta(hours=hour)) for hour in range(3)]
    theirs = add_report(db, add_prescriber(db, "DR2"), patient=add_patient(db, family_name="HORSVUE"))
    db.commit()
    page = browser.get("/results")
    assert shown(page) == [report.public_id for report in reversed(mine)]
    assert theirs.public_id not in page.text
    assert "HORSVUE" not in page.text
    assert "no-store" in page.headers["Cache-Control"]
    (listed,) = events(site, "report.list")
    assert (listed.outcome, listed.login, listed.prescriber_id) == (Outcome.SUCCESS, "doctor", prescriber.id)
    assert listed.detail == {"rows": 3, "first": 1}


def test_two_accounts_see_each_its_own(browser: TestApp, db: Session, prescriber: Prescriber, browse: Browse) -> None:
    other, secretary = add_prescriber(db, "DR2"), add_account(db, "secretary")
    add_mandate(db, secretary, other)
    add_mandate(db, secretary, prescriber)
    first, second = add_report(db, prescriber), add_report(db, other)
    both = add_report(db, prescriber, other, issued_at=ISSUED)
    db.commit()
    assert set(shown(browser.get("/results"))) == {first.public_id, both.public_id}
    assert sorted(shown(browse(secretary).get("/results"))) == sorted([first.public_id, second.public_id, both.public_id])


def test_the_next_page_follows(browser: TestApp, db: Session, prescriber: Prescriber, site: Site) -> None:
    reports = [add_report(db, prescriber, issued_at=ISSUED + timedelta(hours=hour), documents=()) for hour in range(30)]
    db.commit()
    first = browser.get("/results")
    second = browser.get(first.html.select_one("a[rel=next]")["href"])
    assert shown(first) + shown(second) == [report.public_id for report in reversed(reports)]
    assert second.html.select_one("a[rel=next]") is None
    assert [each.detail["first"] for each in events(site, "report.list")] == [1, 26]


@pytest.mark.parametrize("after", ["x", "1.2", "1.../../etc.1", "1.a.1%00", "9" * 30 + ".a.1"])
def test_an_invented_key_is_not_found(browser: TestApp, after: str) -> None:
    browser.get(f"/results?after={after}", status=404)


def test_a_search_by_date_covers_the_days_of_the_site(browser: TestApp, db: Session, prescriber: Prescriber, site: Site) -> None:
    moment = timedelta(microseconds=1)
    wanted = [add_report(db, prescriber, issued_at=instant) for instant in (ISSUED, ISSUED + timedelta(days=1) - moment)]
    for instant in (ISSUED - moment, ISSUED + timedelta(days=1)):
        add_report(db, prescriber, issued_at=instant)
    db.commit()
    answer = search(browser, **{"from": "03/03/26", "to": "03/03/2026"})
    assert answer.status_int == 303  # type: ignore[attr-defined]
    page = answer.follow()  # type: ignore[attr-defined]
    assert shown(page) == [report.public_id for report in reversed(wanted)]
    assert "du 03/03/2026 au 03/03/2026" in page.text
    assert "2 comptes rendus" in page.text
    (searched,) = events(site, "report.search")
    assert searched.detail == {"rows": 2, "first": 1, "tab": "date", "criteria": ["from", "to"]}


def test_the_address_of_a_search_says_nothing_of_it(browser: TestApp, db: Session) -> None:
    answer = search(browser, **{"from": "03/03/2026"})
    location = answer.location  # type: ignore[attr-defined]
    saved = db.scalars(select(SavedSearch)).one()
    assert location == f"http://localhost/results?search={saved.id}"
    assert "2026" not in location


def test_the_pages_of_a_search_follow_each_other(browser: TestApp, db: Session, prescriber: Prescriber) -> None:
    for hour in range(30):
        add_report(db, prescriber, issued_at=ISSUED + timedelta(minutes=hour), documents=())
    add_report(db, prescriber, issued_at=ISSUED - timedelta(days=2))
    db.commit()
    first = search(browser, **{"from": "03/03/26", "to": "03/03/26"}).follow()  # type: ignore[attr-defined]
    second = browser.get(first.html.select_one("a[rel=next]")["href"])
    assert (len(shown(first)), len(shown(second))) == (25, 5)
    assert "30 comptes rendus" in second.text


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("31/02/2026", "", "La date «\u00a031/02/2026\u00a0» n’existe pas."),
        ("03/03/2026", "01/03/2026", "La date de fin précède la date de début."),
        ("<b>x</b>", "", "Écrivez la date sous la forme"),
        ("03/03/2026\x00", "", "caractères non autorisés"),
        ("0" * 300, "", "trop longue"),
    ],
)
def test_a_wrong_form_is_shown_again(browser: TestApp, db: Session, first: str, last: str, message: str) -> None:
    token = browser.get("/search/date").html.select_one("input[name=csrf_token]")["value"]
    answer = browser.post("/search/date", {"from": first, "to": last, "csrf_token": token}, status=200)
    assert message in answer.text
    assert "<b>x</b>" not in answer.text
    assert db.scalars(select(SavedSearch)).all() == []


def test_a_search_without_its_token_is_refused(browser: TestApp, db: Session) -> None:
    browser.post("/search/date", {"from": "", "to": ""}, status=400)
    assert db.scalars(select(SavedSearch)).all() == []


def test_a_search_is_the_sessions_own(browser: TestApp, db: Session, browse: Browse, doctor: Account, site: Site) -> None:
    location = search(browser).location  # type: ignore[attr-defined]
    browser.get(location, status=200)
    colleague = add_account(db, "colleague")
    db.commit()
    for other in (browse(colleague), browse(doctor)):
        other.get(location, status=404)
    browser.get("/results?search=invented", status=404)
    assert [each.outcome for each in events(site, "report.search")] == [Outcome.SUCCESS, *[Outcome.REFUSED] * 3]


def test_unknown_and_disabled_tabs_do_not_exist(browser: TestApp, db: Session) -> None:
    location = search(browser).location  # type: ignore[attr-defined]
    token = browser.get("/search/date").html.select_one("input[name=csrf_token]")["value"]
    browser.get("/search/nonsense", status=404)
    db.add(PluginState(name="search-date", enabled=False, changed_at=ISSUED))
    db.commit()
    browser.get("/search/date", status=404)
    browser.post("/search/date", {"from": "", "to": "", "csrf_token": token}, status=404)
    browser.get(location, status=404)
    assert "/search/date" not in browser.get("/results").text


def test_pages_cost_few_statements(browser: TestApp, db: Session, prescriber: Prescriber, statements: list[str]) -> None:
    reports = [add_report(db, prescriber, issued_at=ISSUED, documents=(b"1", b"2")) for _ in range(30)]
    db.commit()
    location = search(browser, **{"from": "03/03/26", "to": "03/03/26"}).location  # type: ignore[attr-defined]
    browser.get("/results")  # once a minute, the session's last use is written too
    # The page of a report also looks at its order, at the list it stands in and at who has opened it.
    for path, most in (("/results", 4), (location, 5), (f"/reports/{reports[0].public_id}", 8)):
        statements.clear()
        browser.get(path, status=200)
        assert len(statements) <= most, (path, *statements)


def test_the_news_of_a_visit_cost_two_statements_more(browser: TestApp, db: Session, prescriber: Prescriber, statements: list[str]) -> None:
    add_report(db, prescriber)
    db.execute(update(LoginSession).values(previous_login_at=ISSUED - timedelta(days=365)))
    db.commit()
    browser.get("/results")
    statements.clear()
    assert "depuis votre dernière visite" in browser.get("/results").text
    assert len(statements) <= 6, statements


def test_the_chip_of_a_search_speaks_the_language_of_the_page(browser: TestApp) -> None:
    location = search(browser, **{"from": "07/12/25", "to": "03/03/2026"}).location  # type: ignore[attr-defined]
    browser.get("/language/en")
    assert "07 Dec 2025" in browser.get(location).text
