"""The desk of the quarantine: filtered, counted, replayed in batches, and a message sent to the prescriber somebody decided on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.reports import unplaced
from ceres.reports.models import Receipt
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from ceres_intake.admin.advice import ADVICE, advice_on
from ceres_intake.mllp.verdicts import NOT_OURS
from ceres_intake.models import IntakeFlow
from ceres_intake.reasons import Reason
from factories.desk import Laboratory, prescriber_account, rows
from factories.hl7 import MSH, OBR, PID, make_hl7, with_fields
from factories.journal import events
from factories.passwords import cheap_hash
from factories.people import add_account

FLOW = "/x/intake/admin"
NOBODY = "n’est celui d’aucun prescripteur"
NEVER_KEPT = {Reason.EMPTY, Reason.TOO_LARGE, Reason.UNREADABLE, Reason.STORAGE, Reason.NOT_A_REPORT, Reason.STAYS_ONLY}


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


@pytest.fixture
def admin(site: Site, browse: Callable[[Account], TestApp]) -> TestApp:
    with site.database.write() as db:
        boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    return browse(boss)


def lost(number: int, prescriber: str = "", sender: str = "GLIMS", **fields: str) -> bytes:
    """Return a message that names nobody with certainty."""
    who = with_fields(PID, f3=f"{number}^^^CHT^PI", f5=f"NOM{number}^Prénom")
    obr = with_fields(OBR, f2="", f3=str(number), f16=prescriber, **fields)
    return make_hl7(msh=with_fields(MSH, f2=sender, f9=f"L{number}"), pid=who, obr=obr, orc="")


def post(admin: TestApp, address: str, **fields: str) -> TestResponse:
    token = admin.get(FLOW).html.select_one("input[name=csrf_token]")["value"]
    return admin.post(address, {"csrf_token": token, **fields})


def first_page(admin: TestApp) -> str:
    return str(admin.get(FLOW).html.select_one("#quarantine tbody a")["href"])


def said(page: TestResponse) -> str:
    return " ".join(page.html.select_one("[role=status]").text.split())


def test_every_reason_has_a_name_and_something_to_do() -> None:
    own = {each.value for each in Reason} - {each.value for each in NEVER_KEPT}
    core = {each.reason for each in vars(unplaced).values() if isinstance(each, type) and hasattr(each, "reason")}
    assert set(ADVICE) == own | core
    assert advice_on("of another version").title == ""
    assert NOT_OURS.text == Reason.NOT_A_REPORT.explanation


def test_what_waits_is_counted_and_filtered(admin: TestApp, lab: Laboratory, ceres: CommandLine) -> None:
    lab.send(lost(1), lost(2), lost(3, "^MARCHAND^Hélène"), lost(4, sender="DXLAB"))
    page = admin.get(FLOW)
    options = [" ".join(option.text.split()) for option in page.html.select("#quarantine option")]
    assert options == ["Tous", "Aucun prescripteur (3)", "Prescripteur sans code (1)", "Toutes", "GLIMS/CHT (3)", "DXLAB/CHT (1)"]
    both = "reason=no_prescriber&source=GLIMS/CHT"
    for query, expected in (
        ("reason=no_prescriber", 3),
        ("source=DXLAB/CHT", 1),
        (both, 2),
        ("reason=x", 0),
    ):
        assert len(admin.get(f"{FLOW}?{query}").html.select("#quarantine tbody tr")) == expected
    assert "ne correspond" in admin.get(f"{FLOW}?reason=x").text
    assert len(ceres("quarantine", "list", "--source", "DXLAB/CHT", "--json").json_lines()) == 1


def test_all_messages_of_one_reason_are_replayed_batch_by_batch(
    admin: TestApp, lab: Laboratory, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ceres_intake.admin.quarantine.BATCH", 2)
    monkeypatch.setattr("ceres_intake.admin.pages.BATCH", 2)
    lab.send(lost(1), lost(2), lost(3), lost(4, "^MARCHAND^Hélène"))
    done = post(admin, f"{FLOW}/replay", reason="no_prescriber")
    assert said(done).startswith("2 messages relus. 0 n’attend plus, 2 attendent toujours.")
    form = done.html.select_one("[role=status] form")
    rest = admin.post(form["action"], {each["name"]: each["value"] for each in form.select("input")})
    assert said(rest).startswith("1 message relu.")
    assert rest.html.select("[role=status] form") == []
    assert post(admin, f"{FLOW}/replay").html.select_one("[role=status]").text.split()[0] == "0"


def test_the_page_of_a_message_says_what_to_do(admin: TestApp, lab: Laboratory) -> None:
    lab.send(lost(1))
    page = admin.get(first_page(admin))
    assert "Demandez au laboratoire un nouvel envoi qui donne le code" in page.html.select_one(".to-do").text
    assert "ne nomme aucun prescripteur" in page.html.select_one("#addressing").text


def test_a_message_goes_to_the_prescriber_that_was_decided_on_after_a_second_look(
    admin: TestApp, lab: Laboratory, site: Site, browse: Callable[[Account], TestApp]
) -> None:
    doctor, other = prescriber_account(site), prescriber_account(site, "DR2")
    lab.send(lost(1, "^MARCHAND^Hélène"))
    address = first_page(admin)
    assert "MARCHAND Hélène" in admin.get(address).html.select_one("#addressing").text
    for code, why, wrong in (("DR1", "", "Dites pourquoi"), ("DR9", "appel", NOBODY), ("", "appel", NOBODY)):
        assert wrong in post(admin, address, action="address", code=code, why=why, sure="yes").html.select_one("#addressing .error").text
    asked = post(admin, address, action="address", code="DR1", why="appel au laboratoire")
    assert "CODE DR1" in asked.html.select_one("#addressing [role=status]").text
    assert "1 compte lit" in asked.html.select_one("#addressing").text
    assert events(site, "quarantine.address", "report.published") == []
    form = asked.html.select_one("#addressing form")
    done = admin.post(address, {each["name"]: each["value"] for each in form.select("input")})
    assert "Publié" in said(done)
    [event] = events(site, "quarantine.address")
    assert (event.login, event.detail["code"], event.detail["why"]) == ("boss", "DR1", "appel au laboratoire")
    assert (len(rows(browse(doctor))), len(rows(browse(other)))) == (1, 0)
    assert "action" not in {each["name"] for each in done.html.select("#addressing input")}


def test_only_what_names_nobody_is_addressed(admin: TestApp, lab: Laboratory, site: Site, ceres: CommandLine) -> None:
    prescriber_account(site)
    lab.send(make_hl7(msh=with_fields(MSH, f8="ZZZ^Z01")))
    address = first_page(admin)
    assert admin.get(address).html.select("#addressing") == []
    token = admin.get(address).html.select_one("input[name=csrf_token]")["value"]
    admin.post(address, {"csrf_token": token, "action": "address", "code": "DR1", "why": "x", "sure": "yes"}, status=404)
    [line] = ceres("quarantine", "list", "--json").json_lines()
    done = ceres("quarantine", "address", str(line["id"]), "--prescriber", "DR1", "--why", "x")
    assert (done.exit_code, "n’attend pas qu’on lui choisisse" in done.stderr) == (1, True)


def test_the_command_line_addresses_too(lab: Laboratory, ceres: CommandLine, site: Site, browse: Callable[[Account], TestApp]) -> None:
    doctor = prescriber_account(site)
    lab.send(lost(1))
    number = str(ceres("quarantine", "list", "--json").json_lines()[0]["id"])
    for code, why in (("DR9", "appel"), ("DR1", " ")):
        assert ceres("quarantine", "address", number, "--prescriber", code, "--why", why).exit_code == 1
    [done] = ceres("quarantine", "address", number, "--prescriber", "DR1", "--why", "appel", "--json").json_lines()
    assert done["outcome"] == "published"
    assert len(rows(browse(doctor))) == 1
    [event] = events(site, "quarantine.address")
    assert event.login.startswith("cli:")


def test_a_code_of_another_laboratory_reaches_nobody(lab: Laboratory, ceres: CommandLine) -> None:
    lab.send(make_hl7(msh=with_fields(MSH, f2="DXLAB")), lost(2))
    number = str(ceres("quarantine", "list", "--json").json_lines()[0]["id"])
    refused = ceres("quarantine", "address", number, "--prescriber", "DR1", "--why", "appel")
    assert (refused.exit_code, "aucun prescripteur" in refused.stderr) == (1, True)


def test_the_rate_and_the_silence_of_a_source(admin: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(make_hl7(), lost(2), lost(3))
    page = admin.get(FLOW)
    assert "3 messages en 24 heures" in page.html.select_one("#rate").text
    bars = page.html.select("#rate svg")
    assert [bar["aria-label"] for bar in bars] == ["3 messages en 24 heures", "3 messages en sept jours"]
    assert [len(bar.select("rect")) for bar in bars] == [24, 7]
    assert page.html.select("#silent") == []
    long_ago = utcnow() - timedelta(hours=30)
    with site.database.write() as db:
        db.execute(update(Receipt).values(received_at=long_ago))
        db.execute(update(IntakeFlow).values(last_message_at=long_ago))
        for days in range(2, 8):
            day = (utcnow() - timedelta(days=days)).date()
            db.add(IntakeFlow(source="GLIMS/CHT", day=day, published=1, last_message_at=long_ago - timedelta(days=days)))
    page = admin.get(FLOW)
    assert "GLIMS/CHT" in page.html.select_one("#silent").text
    assert "0 message en 24 heures" in page.html.select_one("#rate").text
    assert "Silencieux" in page.html.select_one("#rate tbody:last-of-type").text + page.html.select_one("#rate").text


def test_health_says_how_many_messages_came_in_the_last_hour(app: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(make_hl7(), lost(2))
    checks: dict[str, Any] = app.get("/health").json["checks"]
    assert (checks["intake"]["messages_last_hour"], checks["intake"]["quarantined"]) == (2, 1)
    with site.database.write() as db:
        db.execute(update(Receipt).values(received_at=utcnow() - timedelta(hours=2)))
    assert app.get("/health").json["checks"]["intake"]["messages_last_hour"] == 0
