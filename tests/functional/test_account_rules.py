"""What the pages of accounts refuse: acts that would surprise, and forms that are older than the account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from webtest import Form, TestApp, TestResponse

from ceres.accounts.models import Account, Mandate
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from ceres.testing.command_line import CommandLine
from factories.browsers import token
from factories.journal import events
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber

NEW, BOSS, DOCTOR = "/admin/accounts/new", "/admin/accounts/of/boss", "/admin/accounts/of/doctor"


@pytest.fixture
def boss(db: Session) -> Account:
    return add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())


@pytest.fixture
def doctor(db: Session) -> Account:
    return add_account(db, "doctor", password_hash=cheap_hash())


@pytest.fixture
def admin(db: Session, boss: Account, doctor: Account, browse: Callable[[Account], TestApp]) -> TestApp:
    add_prescriber(db, "DR1")
    db.commit()
    return browse(boss)


def post(browser: TestApp, path: str, **fields: str) -> TestResponse:
    return browser.post(path, {"csrf_token": token(browser.get(path)), **fields})


def form_of(page: TestResponse, field: str) -> Form:
    return next(each for each in page.forms.values() if field in each.fields)


def said(page: TestResponse) -> str:
    return str(page.html.select_one("[role=alert], [role=status]").text.strip())


def test_an_account_without_any_role_is_not_opened(admin: TestApp) -> None:
    form = form_of(admin.get(NEW), "login")
    form["login"], form["name"], form["email"] = "x", "X", "x@exemple.nc"
    for box in form.fields["role"]:
        if box.attrs.get("type") == "checkbox":
            box.checked = False
    assert "au moins un rôle" in said(form.submit())
    assert "Aucun compte ne correspond" in admin.get("/admin/accounts?q=x@exemple").text


def test_administrators_do_not_take_their_own_password_away(admin: TestApp) -> None:
    for action in ("temporary", "invite"):
        assert "C’est votre compte" in said(post(admin, BOSS, action=action))
    assert admin.get(BOSS).html.select_one(".heading .tag").text == "Actif"


def test_the_same_access_is_not_opened_twice(admin: TestApp, db: Session, ceres: CommandLine) -> None:
    access = {"action": "add-mandate", "code": "DR1", "kind": "secretary", "until": "31/12/2199"}
    assert said(post(admin, DOCTOR, **access).follow()) == "L’accès est ouvert."
    assert "déjà cet accès" in said(post(admin, DOCTOR, **access))
    assert ceres("mandates", "add", "doctor", "DR1", "--kind", "secretary", "--until", "2199-12-31").exit_code == 1
    longer = post(admin, DOCTOR, **{**access, "until": ""})
    assert longer.status_int == 303
    assert db.scalar(select(func.count()).select_from(Mandate)) == 2


def test_a_code_of_nobody_is_said_to_be_new(admin: TestApp) -> None:
    assert "Aucun prescripteur n’avait ce code" in said(post(admin, DOCTOR, action="add-mandate", code="DRI").follow())


def test_an_access_is_for_prescribers_only(admin: TestApp, db: Session, boss: Account) -> None:
    assert "n’a pas le rôle" in said(post(admin, BOSS, action="add-mandate", code="DR1"))
    fields = {"login": "x", "name": "X", "email": "x@exemple.nc", "role": "auditor", "prescriber": "DR1"}
    assert "n’a pas le rôle" in said(post(admin, NEW, **fields))
    assert db.scalar(select(func.count()).select_from(Mandate)) == 0


def test_a_reader_who_lost_the_role_is_shown_to_read_nothing(admin: TestApp, db: Session, boss: Account, ceres: CommandLine) -> None:
    prescriber = add_prescriber(db, "DR2")
    add_mandate(db, boss, prescriber)
    db.commit()
    assert "Sans le rôle prescripteur" in admin.get(f"/admin/prescribers/{prescriber.id}").text
    [line] = ceres("prescribers", "show", "DR2", "--json").json_lines()
    assert [each["active"] for each in line["readers"]] == [False]


def test_a_form_older_than_the_account_changes_nothing(admin: TestApp, ceres: CommandLine) -> None:
    older = form_of(admin.get(DOCTOR), "seen")
    assert ceres("accounts", "change", "doctor", "--role", "auditor").exit_code == 0
    older["name"] = "Dr Doc"
    refused = older.submit()
    assert "a changé entre-temps" in said(refused)
    shown = form_of(refused, "seen")
    assert (shown["name"].value, [box.checked for box in shown.fields["role"]]) == ("Dr doctor", [False, False, True])
    shown["name"] = "Dr Doc"
    assert shown.submit().status_int == 303
    [line] = ceres("accounts", "list", "doctor", "--json").json_lines()
    assert (line["name"], line["roles"]) == ("Dr Doc", ["auditor"])


def test_guesses_at_the_password_that_is_asked_again_are_throttled(admin: TestApp, db: Session) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    fields = {"csrf_token": token(admin.get(DOCTOR)), "action": "disable"}
    for _ in range(10):
        admin.post(DOCTOR, {**fields, "confirm_password": "bad"}, status=200)
    refused = admin.post(DOCTOR, {**fields, "confirm_password": PASSWORD}, status=429)
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert "Réessayez dans 10\u00a0minutes" in refused.text


def test_the_journal_says_in_words_what_became_of_an_account(admin: TestApp, site: Site) -> None:
    change = {"action": "change", "name": "Dr Doc", "email": "doctor@exemple.nc", "role": "auditor"}
    assert post(admin, DOCTOR, **change).status_int == 303
    for action, words in (("account.roles", ("auditeur", "prescripteur")), ("account.change", ("nom",))):
        [event] = events(site, action)
        page = admin.get(f"/admin/journal/{event.id}").html.select_one("main").text
        assert all(word in page for word in words)
        assert "auditor" not in page


def test_a_file_says_what_a_new_account_may_do(admin: TestApp, ceres: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "comptes.csv"
    path.write_text("identifiant;nom;courriel;rôles\nnew;N;n@exemple.nc;administrateur\nold;O;;\n", encoding="utf-8")
    first, second = ceres("accounts", "import", str(path), "--dry-run", "--json").json_lines()
    assert first["changes"] == ["rôle ajouté\u00a0: administrateur"]
    assert second["reason"].startswith("Il faut une adresse électronique")
