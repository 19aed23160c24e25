"""``ceres accounts`` and ``ceres mandates``: who can sign in, and who reads whose reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.app import Site
from ceres.audit.models import Outcome
from ceres.testing.command_line import CommandLine, Done
from factories.browsers import log_in
from factories.journal import events
from factories.passwords import PASSWORD, WRONG
from factories.people import add_prescriber

ADD = ("accounts", "add", "h.marchand", "--name", "Dr Hélène Marchand", "--email", "h.marchand@exemple.nc")
GENERATED = re.compile(r"mot de passe\s: (\S+)")


@pytest.fixture
def doctor(ceres: CommandLine) -> Done:
    """The command that opened the account of a prescriber."""
    done = ceres(*ADD, "--prescriber", "DR1", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.stderr
    return done


def mandates(ceres: CommandLine) -> list[dict[str, object]]:
    return ceres("mandates", "list", "h.marchand", "--json").json_lines()


def test_an_account_is_opened_and_signs_in(ceres: CommandLine, app: TestApp, doctor: Done, site: Site) -> None:
    assert PASSWORD not in doctor.stdout
    assert log_in(app).status_int == 303
    [account] = ceres("accounts", "list", "--json").json_lines()
    assert (account["login"], account["roles"], account["state"]) == ("h.marchand", ["prescriber"], "active")
    assert [event.login.partition(":")[0] for event in events(site, "account.add", "mandate.add")] == ["cli", "cli"]


def test_a_generated_password_is_shown_once_and_opens(ceres: CommandLine, app: TestApp) -> None:
    shown = GENERATED.search(ceres(*ADD).stdout)
    assert shown
    assert log_in(app, password=shown[1]).status_int == 303
    assert shown[1] not in str(ceres("journal", "list", "--json").json_lines())


@pytest.mark.parametrize(
    ("words", "stdin", "reason"),
    [
        ((*ADD, "--prescriber", "DR2"), "", "déjà pris"),
        (("accounts", "add", "H.MARCHAND", "--name", "X", "--email", "x@exemple.nc"), "", "déjà pris"),
        (("accounts", "add", "a b", "--name", "X", "--email", "x@exemple.nc"), "", "sans espace"),
        (("accounts", "add", "x", "--name", " ", "--email", "x@exemple.nc"), "", "Le nom"),
        (("accounts", "add", "x", "--name", "X", "--email", "exemple"), "", "adresse électronique"),
        (("accounts", "add", "x", "--name", "X", "--email", "x@exemple.nc", "--password-stdin"), "court\n", "12 caractères"),
        (("accounts", "add", "x", "--name", "X", "--email", "x@exemple.nc", "--prescriber", " DR"), "", "code de prescripteur"),
        (("accounts", "add", "x", "--name", "X", "--email", "x@e.nc", "--role", "auditor", "--prescriber", "D"), "", "rôle prescriber"),
        (("accounts", "disable", "nobody"), "", "Aucun compte"),
        (("mandates", "add", "nobody", "DR1"), "", "Aucun compte"),
        (("mandates", "end", "h.marchand", "DR9"), "", "n’a pas accès"),
        (("mandates", "add", "h.marchand", "DR1", "--from", "2026-03-02", "--until", "2026-03-01"), "", "précède"),
        (("mandates", "add", "h.marchand", "DR1", "--from", "demain"), "", "n’est pas une date"),
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(
    ceres: CommandLine, doctor: Done, site: Site, words: tuple[str, ...], stdin: str, reason: str
) -> None:
    before = len(events(site))
    refused = ceres(*words, stdin=stdin)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert reason in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert len(events(site)) == before


def test_a_code_of_several_prescribers_is_refused(ceres: CommandLine, doctor: Done, db: Session) -> None:
    other = add_prescriber(db, "OTHER")
    other.identifiers[0].value, other.identifiers[0].source = "DR1", "LABO/CHT"
    db.commit()
    refused = ceres("mandates", "add", "h.marchand", "DR1")
    assert refused.exit_code == 1
    assert "Plusieurs prescripteurs" in refused.stderr


def test_a_disabled_account_is_out_at_once_and_comes_back(ceres: CommandLine, app: TestApp, doctor: Done) -> None:
    log_in(app)
    assert app.get("/results").status_int == 200
    assert ceres("accounts", "disable", "H.Marchand").exit_code == 0
    assert app.get("/results").status_int == 303
    assert log_in(app).status_int == 200
    assert ceres("accounts", "list", "--json").json_lines()[0]["state"] == "disabled"
    ceres("accounts", "enable", "h.marchand")
    assert log_in(app).status_int == 303


def test_a_reset_ends_the_sessions_and_gives_another_password(ceres: CommandLine, app: TestApp, doctor: Done) -> None:
    log_in(app)
    shown = GENERATED.search(ceres("accounts", "reset", "h.marchand").stdout)
    assert shown
    assert app.get("/results").status_int == 303
    assert log_in(app).status_int == 200
    assert log_in(app, password=shown[1]).status_int == 303


@pytest.mark.parametrize("words", [("h.marchand",), ("--all",)])
def test_a_suspension_is_lifted(ceres: CommandLine, new_app: Callable[[], TestApp], doctor: Done, words: tuple[str, ...]) -> None:
    for _ in range(10):
        log_in(new_app(), password=WRONG)
    log_in(new_app(), status=429)
    assert "suspension levée" in ceres("accounts", "unlock", *words).stdout
    # The address stays suspended unless everything is lifted.
    log_in(new_app(), status=303 if words == ("--all",) else 429)


def test_unlock_wants_a_login_or_all(ceres: CommandLine, doctor: Done) -> None:
    assert ceres("accounts", "unlock").exit_code == 2
    assert ceres("accounts", "unlock", "h.marchand", "--all").exit_code == 2


def test_mandates_are_dated_and_end_at_once(ceres: CommandLine, doctor: Done, site: Site) -> None:
    added = ceres("mandates", "add", "h.marchand", "DR2", "--kind", "substitute", "--from", "2026-03-02", "--until", "08/03/2026")
    assert added.exit_code == 0, added.stderr
    first, second = sorted(mandates(ceres), key=lambda line: str(line["codes"]))
    assert (first["kind"], first["active"], first["valid_until"]) == ("self", True, None)
    # Whole days of the site (Nouméa is eleven hours ahead), both included.
    assert datetime.fromisoformat(str(second["valid_from"])) == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert datetime.fromisoformat(str(second["valid_until"])) == datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert ceres("mandates", "end", "h.marchand", "DR1").exit_code == 0
    assert {str(line["codes"]): line["active"] for line in mandates(ceres)}["['DR1']"] is False
    assert [event.outcome for event in events(site, "mandate.end")] == [Outcome.SUCCESS]


def test_what_people_read_names_the_accounts_and_the_codes(ceres: CommandLine, doctor: Done) -> None:
    assert "Dr Hélène Marchand <h.marchand@exemple.nc>" in ceres("accounts", "list").stdout
    assert "[DR1]" in ceres("mandates", "list").stdout
