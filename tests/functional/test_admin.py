"""The administration: who enters, what its pages show and change, and what each act leaves in the journal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from factories.browsers import log_in
from factories.journal import events
from factories.passwords import PASSWORD, WRONG, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report

Browse = Callable[[Account], TestApp]
PAGES = ("/admin/plugins", "/admin/accounts", "/admin/accounts/new", "/admin/accounts/of/boss", "/admin/journal")


@pytest.fixture
def boss(db: Session) -> Account:
    return add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())


@pytest.fixture
def admin(db: Session, boss: Account, browse: Browse) -> TestApp:
    db.commit()
    return browse(boss)


def post(browser: TestApp, path: str, shown_at: str = "", **fields: str) -> TestResponse:
    token = browser.get(shown_at or path).html.select_one("input[name=csrf_token]")["value"]
    return browser.post(path, {"csrf_token": token, **fields})


def test_everybody_signs_in_to_a_page_of_theirs(app: TestApp, boss: Account, db: Session) -> None:
    db.commit()
    assert log_in(app, "boss").location.endswith("/")
    assert app.get("/").location.endswith("/admin")
    assert app.get("/admin").location.endswith("/admin/plugins")


def test_a_prescriber_finds_no_administration(db: Session, browse: Browse, boss: Account, site: Site) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    for path in ("/admin", *PAGES):
        page = browser.get(path, status=404)
        assert page.html.h1.text == "Page introuvable"
    refused = events(site, "access.refused")
    assert len(refused) == len(PAGES)
    assert {event.outcome for event in refused} == {Outcome.REFUSED}


def test_an_auditor_reads_the_journal_and_nothing_else(db: Session, browse: Browse) -> None:
    auditor = add_account(db, "eye", roles=(Role.AUDITOR,))
    db.commit()
    browser = browse(auditor)
    assert browser.get("/admin").location.endswith("/admin/journal")
    assert [link.text.strip() for link in browser.get("/admin/journal").html.select("aside nav a")] == ["Journal des accès"]
    browser.get("/admin/plugins", status=404)


def test_a_visitor_is_asked_to_sign_in(app: TestApp) -> None:
    assert app.get("/admin/plugins").location.startswith("http://localhost/login?")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_shown_in_both_languages(admin: TestApp, language: str) -> None:
    admin.get(f"/language/{language}")
    for path in PAGES:
        assert admin.get(path).html.html["lang"] == language


def test_a_module_is_switched_from_its_card(admin: TestApp, site: Site, db: Session, browse: Browse) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    reader = browse(doctor)
    card = admin.get("/admin/plugins").html.select_one("#search-date")
    assert (card.select_one("[role=switch]")["aria-checked"], "1 onglet" in card.text) == ("true", True)
    post(admin, "/admin/plugins/search-date", "/admin/plugins", action="disable")
    assert admin.get("/admin/plugins").html.select_one("#search-date [role=switch]")["aria-checked"] == "false"
    reader.get("/search/date", status=404)
    post(admin, "/admin/plugins/search-date", "/admin/plugins", action="enable")
    assert reader.get("/search/date").status_int == 200
    assert [(event.action, event.login) for event in events(site, "plugin.disable", "plugin.enable")] == [
        ("plugin.disable", "boss"),
        ("plugin.enable", "boss"),
    ]


def test_what_only_the_site_s_file_switches_has_no_switch(admin: TestApp) -> None:
    assert admin.get("/admin/plugins").html.select_one("#networks [role=switch]") is None
    refused = post(admin, "/admin/plugins/networks", "/admin/plugins", action="disable")
    assert "fichier du site" in refused.html.select_one("#networks [role=alert]").text


def test_a_module_that_is_not_there_is_not_found(admin: TestApp) -> None:
    with pytest.raises(Exception, match="404"):
        post(admin, "/admin/plugins/ghost", "/admin/plugins", action="disable")


def test_a_sensitive_act_asks_for_the_password_when_it_was_given_long_ago(admin: TestApp, db: Session, site: Site) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = post(admin, "/admin/plugins/search-date", "/admin/plugins", action="disable")
    assert asked.html.h1.text == "Confirmez votre mot de passe"
    assert events(site, "plugin.disable") == []
    form = next(form for form in asked.forms.values() if "confirm_password" in form.fields)
    form["confirm_password"] = WRONG
    again = form.submit()
    assert "pas votre mot de passe" in again.html.select_one(".error").text
    form["confirm_password"] = PASSWORD
    assert form.submit().status_int == 303
    assert len(events(site, "plugin.disable")) == 1
    assert post(admin, "/admin/plugins/search-date", "/admin/plugins", action="enable").status_int == 303
    assert [event.outcome for event in events(site, "account.confirm")] == [Outcome.FAILURE, Outcome.SUCCESS]


@pytest.fixture
def read_report(db: Session, browse: Browse, boss: Account) -> str:
    """A report that a doctor has opened; its public id."""
    doctor, prescriber = add_account(db, "doctor"), add_prescriber(db, "DR1")
    add_mandate(db, doctor, prescriber)
    report = add_report(db, prescriber, number="214000873")
    db.commit()
    browse(doctor).get(f"/reports/{report.public_id}")
    return str(report.public_id)


def rows(page: TestResponse) -> list[str]:
    return [" ".join(row.text.split()) for row in page.html.select(".journal tbody tr")]


def test_the_journal_is_filtered_by_number_person_action_outcome_and_day(admin: TestApp, read_report: str) -> None:
    [line] = rows(post(admin, "/admin/journal", number="214000873"))
    assert "doctor Lecture d’un compte rendu 214000873" in line
    assert rows(post(admin, "/admin/journal", number="000")) == []
    assert len(rows(post(admin, "/admin/journal", login="doctor"))) == 1
    assert len(rows(post(admin, "/admin/journal", action="report.read", outcome="success"))) == 1
    assert rows(post(admin, "/admin/journal", action="report.read", outcome="refused")) == []
    assert rows(post(admin, "/admin/journal", login="doctor", until="2020-01-01")) == []
    assert "2020" not in post(admin, "/admin/journal", until="32/13/2020").html.select_one(".error").text
    assert "date" in post(admin, "/admin/journal", until="9999-12-31").html.select_one(".error").text


def test_no_patient_is_named_and_no_number_stands_in_an_address(admin: TestApp, read_report: str) -> None:
    page = post(admin, "/admin/journal", number="214000873")
    assert "TUFELE" not in page.text
    assert not [link["href"] for link in page.html.select("a[href*='214000873']")]


def test_the_journal_goes_on_page_by_page(admin: TestApp) -> None:
    for _ in range(60):
        admin.get("/admin/journal")
    first = admin.get("/admin/journal")
    assert len(rows(first)) == 50
    key = first.html.select_one("button[name=before]")["value"]
    following = rows(post(admin, "/admin/journal", before=key))
    assert len(following) >= 10
    assert not set(following) & set(rows(first))


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_export_is_a_file_and_an_event(admin: TestApp, site: Site, read_report: str, ending: str) -> None:
    answer = post(admin, f"/admin/journal.{ending}", "/admin/journal", login="doctor")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="journal.{ending}"'
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    if ending == "csv":
        [line] = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";")
        shown = f"'{read_report}" if read_report.startswith("-") else read_report  # or a spreadsheet would compute it
    else:
        line, shown = json.loads(answer.body), read_report
    assert (line["action"], line["object_id"]) == ("report.read", shown)
    assert len(events(site, "journal.export")) == 1


def test_an_export_holds_nothing_that_a_spreadsheet_computes(admin: TestApp, app: TestApp) -> None:
    log_in(app, "-2+3", WRONG)
    log_in(app, "=cmd", WRONG)
    lines = post(admin, "/admin/journal.csv", "/admin/journal").body.decode("utf-8-sig").splitlines()
    cells = [cell for line in csv.reader(lines, delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
