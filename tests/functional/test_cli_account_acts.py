"""``ceres accounts invite|change|sessions`` and the dates of mandates: what the page does, from a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, PasswordReset
from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from factories.browsers import log_in
from factories.journal import events
from factories.letters import last_letter, letters
from factories.passwords import cheap_hash
from factories.people import add_account
from factories.workers import read_folder, text_of

NEW = ("accounts", "add", "h.marchand", "--name", "Dr Hélène Marchand", "--email", "h.marchand@exemple.nc")
CHOSEN = "trois roussettes sous la pluie"


@pytest.fixture
def doctor(db: Session) -> Account:
    account = add_account(db, "doctor", password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def boss(db: Session) -> Account:
    account = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def public_ceres(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line of a site that knows its own address, and sends its mail into a folder of this test."""
    monkeypatch.setenv("CERES_SITE__URL", "https://ceres.exemple.nc")
    return CommandLine(replace(site.settings, mail=replace(site.settings.mail, folder=tmp_path)))


def states(ceres: CommandLine) -> dict[str, str]:
    return {line["login"]: line["state"] for line in ceres("accounts", "list", "--json").json_lines()}


def test_the_message_leads_who_is_invited_to_a_password(public_ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    done = public_ceres(*NEW, "--prescriber", "DR1", "--invite")
    assert (done.exit_code, done.stdout) == (0, "compte h.marchand ouvert, invitation mise à l’envoi\n")
    assert states(public_ceres) == {"h.marchand": "invited"}
    assert public_ceres("worker", "--once").exit_code == 0
    [message] = read_folder(tmp_path)
    assert message["To"] == "h.marchand@exemple.nc"
    [address] = [line.strip() for line in text_of(message).splitlines() if "/password/new?key=" in line]
    assert address in text_of(message, "html")
    assert "DR1" not in text_of(message)
    app.get(address.removeprefix("https://ceres.exemple.nc"))
    form = app.get("/password/new").forms[0]
    form["password"] = form["confirmation"] = CHOSEN
    assert form.submit().status_int == 303
    assert app.get("/results").status_int == 200
    assert states(public_ceres) == {"h.marchand": "active"}


def test_an_invitation_is_sent_again(public_ceres: CommandLine, doctor: Account, app: TestApp, db: Session, site: Site) -> None:
    assert public_ceres("accounts", "invite", "DOCTOR").exit_code == 0
    assert log_in(app, "doctor").status_int == 200
    db.execute(update(PasswordReset).values(expires_at=utcnow()))
    db.commit()
    assert states(public_ceres) == {"doctor": "expired"}
    assert "invitation expirée" in public_ceres("accounts", "list").stdout
    assert public_ceres("accounts", "invite", "doctor").exit_code == 0
    assert states(public_ceres) == {"doctor": "invited"}
    assert len(letters(site, "invitation")) == 2
    assert [event.login.partition(":")[0] for event in events(site, "account.invite")] == ["cli", "cli"]


def test_a_temporary_password_is_printed_once(ceres: CommandLine, doctor: Account, app: TestApp) -> None:
    done = ceres("accounts", "reset", "doctor", "--temporary")
    password = done.stdout.splitlines()[1].split()[-1]
    assert states(ceres) == {"doctor": "temporary"}
    assert log_in(app, "doctor", password).location.endswith("/password/new")


def test_name_address_and_roles_are_changed(ceres: CommandLine, doctor: Account, site: Site) -> None:
    done = ceres(
        "accounts", "change", "doctor", "--name", "Dr Ada", "--email", "ada@exemple.nc", "--role", "prescriber", "--role", "auditor"
    )
    assert (done.exit_code, done.stdout) == (0, "compte doctor modifié\n")
    [line] = ceres("accounts", "list", "--json").json_lines()
    assert (line["name"], line["email"], line["roles"]) == ("Dr Ada", "ada@exemple.nc", ["auditor", "prescriber"])
    assert last_letter(site, "email_changed").recipient == "doctor@exemple.nc"
    assert ceres("accounts", "change", "doctor", "--name", "Dr Ada").exit_code == 0
    assert len(events(site, "account.change")) == 1, "nothing changed the second time"


def test_the_last_administrator_stays_one(ceres: CommandLine, boss: Account, site: Site) -> None:
    for words in (("disable", "boss"), ("change", "boss", "--role", "prescriber")):
        refused = ceres("accounts", *words)
        assert (refused.exit_code, "dernier administrateur actif" in refused.stderr) == (1, True)
    assert states(ceres) == {"boss": "active"}
    assert ceres("accounts", "add", "second", "--name", "X", "--email", "x@exemple.nc", "--role", "administrator").exit_code == 0
    assert ceres("accounts", "disable", "boss").exit_code == 0
    assert ceres("accounts", "disable", "boss").exit_code == 0


def test_sessions_are_listed_and_ended(ceres: CommandLine, doctor: Account, browse: Callable[[Account], TestApp], site: Site) -> None:
    first, second = browse(doctor), browse(doctor)
    newest, oldest = ceres("accounts", "sessions", "doctor", "--json").json_lines()
    assert (newest["ip"], newest["id"] != oldest["id"]) == ("127.0.0.1", True)
    assert newest["id"] in ceres("accounts", "sessions", "doctor").stdout
    assert ceres("accounts", "sessions", "doctor", "--end", newest["id"]).exit_code == 0
    assert (second.get("/results").status_int, first.get("/results").status_int) == (303, 200)
    again = ceres("accounts", "sessions", "doctor", "--end", newest["id"])
    assert (again.exit_code, "n’est pas ouverte" in again.stderr) == (1, True)
    assert "1" in ceres("accounts", "sessions", "doctor", "--end-all").stdout
    assert first.get("/results").status_int == 303
    assert [event.outcome for event in events(site, "session.closed")] == [Outcome.SUCCESS] * 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("invite", "nobody"), 1, "Aucun compte"),
        (("invite", "doctor"), 1, "site.url"),
        (("change", "doctor"), 2, "--name"),
        (("change", "doctor", "--email", "nowhere"), 1, "adresse électronique"),
        (("change", "doctor", "--role", "king"), 2, "king"),
        (("sessions", "doctor", "--end", "x", "--end-all"), 2, "s’excluent"),
        (("reset", "doctor", "--temporary", "--password-stdin"), 2, "s’excluent"),
        ((*NEW[1:], "--invite", "--password-stdin"), 2, "s’excluent"),
        ((*NEW[1:], "--invite"), 1, "site.url"),
    ],
)
def test_what_is_refused_says_why(ceres: CommandLine, doctor: Account, site: Site, words: tuple[str, ...], code: int, said: str) -> None:
    refused = ceres("accounts", *words)
    assert (refused.exit_code, refused.stdout, said in refused.stderr) == (code, "", True)
    assert len(refused.stderr.splitlines()) == 1
    assert states(ceres) == {"doctor": "active"}
    assert events(site) == []


def test_the_end_of_a_mandate_moves(ceres: CommandLine, doctor: Account, site: Site) -> None:
    assert ceres("mandates", "add", "doctor", "DR1", "--kind", "associate", "--from", "01/02/99", "--until", "28/02/99").exit_code == 0
    assert ceres("mandates", "add", "doctor", "DR2", "--from", "01/02/2099").exit_code == 0
    assert ceres("mandates", "change", "doctor", "DR2", "--until", "28/02/2099").exit_code == 0
    past, coming = ceres("mandates", "list", "doctor", "--json").json_lines()
    assert (past["state"], past["active"], coming["state"], coming["active"]) == ("over", False, "coming", False)
    assert str(coming["valid_until"]).startswith("2099-02-28T13:00")
    assert "à venir" in ceres("mandates", "list", "doctor").stdout
    assert ceres("mandates", "change", "doctor", "DR2", "--no-end").exit_code == 0
    assert ceres("mandates", "list", "doctor", "--json").json_lines()[1]["valid_until"] is None
    assert len(events(site, "mandate.change")) == 2
    for words, code in ((("DR2",), 2), (("DR2", "--until", "31/01/2099"), 1), (("DR1", "--no-end"), 1), (("DR2", "--until", "x"), 1)):
        assert ceres("mandates", "change", "doctor", *words).exit_code == code
