"""Where the owner of an account works: written in the forms, a file or a terminal, shown and looked for in the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from webtest import Form, TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from factories.browsers import token
from factories.journal import events
from factories.passwords import cheap_hash
from factories.people import add_account

LIST, NEW, DOCTOR = "/admin/accounts", "/admin/accounts/new", "/admin/accounts/of/doctor"
CLINIC = "Clinique de l’Anse-Claire – Oncologie"


@pytest.fixture
def admin(db: Session, browse: Callable[[Account], TestApp]) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    add_account(db, "doctor", password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def form_of(browser: TestApp, path: str) -> Form:
    return next(each for each in browser.get(path).forms.values() if "organisation" in each.fields)


def organisations(ceres: CommandLine, *narrowed: str) -> dict[str, str]:
    return {line["login"]: line["organisation"] for line in ceres("accounts", "list", *narrowed, "--json").json_lines()}


def test_the_forms_write_it_and_the_list_finds_it(admin: TestApp, ceres: CommandLine, site: Site) -> None:
    form = form_of(admin, NEW)
    form["login"], form["name"], form["email"], form["organisation"] = "e.marchais", "Dr Marchais", "e@exemple.nc", f" {CLINIC} "
    form.submit()
    found = admin.get(LIST, {"q": "anse claire"}).html.select("tbody tr")
    assert [row.select_one("small").text for row in found] == ["e.marchais"]
    assert CLINIC in found[0].text
    form = form_of(admin, "/admin/accounts/of/e.marchais")
    form["organisation"] = "Dispensaire de Pointe-Sablière"
    form.submit()
    assert organisations(ceres, "POINTE sabliere") == {"e.marchais": "Dispensaire de Pointe-Sablière"}
    assert [each.detail for each in events(site, "account.change")] == [{"fields": ["organisation"]}]


def test_a_form_that_does_not_say_it_keeps_it(admin: TestApp, ceres: CommandLine) -> None:
    assert ceres("accounts", "change", "doctor", "--organisation", CLINIC).exit_code == 0
    fields = {"action": "change", "name": "Dr Autre", "email": "doctor@exemple.nc", "role": "prescriber"}
    admin.post(DOCTOR, {"csrf_token": token(admin.get(DOCTOR)), **fields})
    assert organisations(ceres) == {"boss": "", "doctor": CLINIC}
    assert ceres("accounts", "change", "doctor", "--organisation", "").exit_code == 0
    assert organisations(ceres, "doctor") == {"doctor": ""}


def test_one_that_cannot_be_shown_is_refused(admin: TestApp, ceres: CommandLine) -> None:
    for wrong in ("x" * 201, "Clinique\u202e"):
        done = ceres("accounts", "change", "doctor", "--organisation", wrong)
        assert (done.exit_code, done.stderr) == (1, "ceres\u00a0: La structure comporte 200 caractères visibles au plus.\n")


def test_a_file_brings_it_and_says_what_changes(admin: TestApp, ceres: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "comptes.csv"
    path.write_text(f"identifiant;nom;courriel;Établissement\ndoctor;;;{CLINIC}\nnew;N;n@exemple.nc;Cabinet\n", encoding="utf-8")
    lines = [json.loads(line) for line in ceres("accounts", "import", str(path), "--json").stdout.splitlines()]
    assert lines[0]["changes"] == [f"structure\u00a0: – → {CLINIC}"]
    assert organisations(ceres) == {"boss": "", "doctor": CLINIC, "new": "Cabinet"}
    again = ceres("accounts", "import", str(path), "--json").json_lines()
    assert [line["verdict"] for line in again] == ["unchanged", "unchanged"]


def test_the_command_lists_by_role_and_state(admin: TestApp, ceres: CommandLine) -> None:
    assert list(organisations(ceres, "--role", "administrator")) == ["boss"]
    assert list(organisations(ceres, "--state", "disabled")) == []
