"""« Flux du laboratoire »: what arrives and waits, shown without the patient; what is done about it, traced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

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
from ceres.testing.command_line import CommandLine
from ceres_intake.models import IntakeListener
from factories.desk import Laboratory
from factories.hl7 import MSH, OBR, PID, make_hl7, pdf_obx, with_fields
from factories.journal import events
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account
from factories.switches import add_switch

Browse = Callable[[Account], TestApp]
LOST = make_hl7(obr=with_fields(OBR, f16=""))
FLOW = "/x/intake/admin"


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def waiting(admin: TestApp) -> list[str]:
    return [link["href"] for link in admin.get(FLOW).html.select("#quarantine tbody a")]


def act(admin: TestApp, page: str, **fields: str) -> TestResponse:
    token = admin.get(page).html.select_one("input[name=csrf_token]")["value"]
    return admin.post(page, {"csrf_token": token, **fields})


def test_the_address_leads_to_the_page_and_the_menu_names_it(admin: TestApp) -> None:
    page = admin.get("/admin/intake").follow()
    assert page.html.h1.text == "Flux du laboratoire"
    assert page.html.select_one("aside nav a[aria-current]").text.strip() == "Flux du laboratoire"
    assert page.text.count("Aucun message") == 2


def test_while_the_plugin_is_off_there_is_no_page(admin: TestApp, db: Session) -> None:
    add_switch(db, "intake", enabled=False)
    db.commit()
    for path in ("/admin/intake", FLOW):
        admin.get(path, status=404)
    assert "Flux" not in admin.get("/admin/plugins").html.select_one("aside nav").text


def test_whoever_has_no_part_in_it_finds_nothing(db: Session, browse: Browse, site: Site, lab: Laboratory) -> None:
    lab.send(LOST)
    doctor, eye = add_account(db, "doctor"), add_account(db, "eye", roles=(Role.AUDITOR,))
    db.commit()
    paths = ("/admin/intake", FLOW, f"{FLOW}/quarantine/1")
    for browser in (browse(doctor), browse(eye)):
        for path in paths:
            assert browser.get(path, status=404).html.h1.text == "Page introuvable"
    assert len(events(site, "access.refused")) == 2 * len(paths)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_flow_shows_what_came_and_no_patient(admin: TestApp, lab: Laboratory, db: Session, language: str) -> None:
    lab.send(make_hl7(), LOST, make_hl7(msh=with_fields(MSH, f8="ADT^A08", f9="M3")))
    now = utcnow()
    db.add_all(
        [
            IntakeListener(name="here 127.0.0.1:2575", started_at=now, seen_at=now, connections=2, in_hand=1),
            IntakeListener(name="there 127.0.0.1:2576", started_at=now, seen_at=now - timedelta(minutes=9), connections=0, in_hand=0),
        ]
    )
    db.commit()
    admin.get(f"/language/{language}")
    page = admin.get(FLOW)
    for secret in ("TUFELE", "Tufele", "1980456123", "19580714"):
        assert secret not in page.text
    for shown in ("no_prescriber", "GLIMS/CHT", "ORU^R01", "not_a_report", "here 127.0.0.1:2575"):
        assert shown in page.text
    assert ("Perdue" if language == "fr" else "Lost") in page.text
    assert len(page.html.select("#quarantine tbody tr")) == 1


def test_the_quarantine_goes_on_page_by_page(admin: TestApp, lab: Laboratory) -> None:
    lab.send(*(make_hl7(msh=with_fields(MSH, f9=f"M{number}"), obr=with_fields(OBR, f16="")) for number in range(51)))
    first = waiting(admin)
    following = admin.get(admin.get(FLOW).html.select_one("a[rel=next]")["href"])
    [last] = [link["href"] for link in following.html.select("#quarantine tbody a")]
    assert len(first) == 50
    assert last not in first
    assert len(admin.get(f"{FLOW}?after=nonsense").html.select("#quarantine tbody a")) == 50


def test_the_identity_is_masked_until_a_reason_is_given(admin: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(LOST)
    [page] = waiting(admin)
    masked = admin.get(page).html.select_one("pre").text
    assert "PID|||•••" in masked
    assert "TUFELE" not in masked
    for why in ("", " ", "x" * 201):
        refused = act(admin, page, action="identities", why=why)
        assert "TUFELE" not in refused.text
        assert "Dites pourquoi" in refused.html.select_one(".error").text
    assert events(site, "quarantine.identities") == []
    assert "TUFELE" in act(admin, page, action="identities", why="prescripteur  à retrouver").html.select_one("pre").text
    [event] = events(site, "quarantine.identities")
    assert (event.login, event.detail["why"], event.outcome) == ("boss", "prescripteur à retrouver", Outcome.SUCCESS)


def test_seeing_an_identity_asks_for_the_password_given_long_ago(admin: TestApp, lab: Laboratory, db: Session, site: Site) -> None:
    lab.send(LOST)
    [page] = waiting(admin)
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = act(admin, page, action="identities", why="contrôle")
    assert asked.html.h1.text == "Confirmez votre mot de passe"
    form = next(form for form in asked.forms.values() if "confirm_password" in form.fields)
    form["confirm_password"] = PASSWORD
    assert "TUFELE" in form.submit().text
    assert len(events(site, "quarantine.identities")) == 1


def test_a_message_is_replayed_when_its_cause_is_gone(admin: TestApp, lab: Laboratory, site: Site) -> None:
    other = with_fields(PID, f3="1970111222^^^CHT^PI", f5="WAMO^Jean", f7="19700101")
    lab.send(make_hl7(), make_hl7(msh=with_fields(MSH, f9="MSG2"), pid=other))
    [page] = waiting(admin)
    assert "attend toujours" in act(admin, page, action="replay").html.select_one("[role=status]").text
    lab.send(make_hl7(pdf_obx(status="W"), msh=with_fields(MSH, f9="MSG3")))
    assert "Publié" in act(admin, page, action="replay").html.select_one("[role=status]").text
    assert waiting(admin) == []
    [event] = events(site, "intake.replay")
    assert event.login == "boss"
    assert "Repris, boss" in " ".join(admin.get(page).text.split())


def test_a_message_is_dismissed_with_a_reason(admin: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(LOST)
    [page] = waiting(admin)
    assert "Dites pourquoi" in act(admin, page, action="dismiss").html.select_one(".error").text
    assert "classé" in act(admin, page, action="dismiss", why="essai").html.select_one("[role=status]").text
    assert waiting(admin) == []
    [event] = events(site, "intake.dismiss")
    assert (event.login, event.detail["why"]) == ("boss", "essai")
    assert admin.get(page).html.select("button[type=submit]:-soup-contains('Classer')") == []


def test_a_message_whose_bytes_are_gone_says_so(admin: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(LOST)
    [page] = waiting(admin)
    for file in Path(site.settings.storage.path).rglob("*"):
        if file.is_file():
            file.unlink()
    assert "ne peuvent pas être lus" in admin.get(page).text
    assert "ne peuvent pas être lus" in act(admin, page, action="replay").text
    assert len(waiting(admin)) == 1


def test_forged_acts_are_refused(admin: TestApp, lab: Laboratory) -> None:
    lab.send(LOST)
    [page] = waiting(admin)
    admin.post(page, {"action": "replay"}, status=400)
    admin.get(f"{FLOW}/quarantine/{10**17}", status=404)
    token = admin.get(page).html.select_one("input[name=csrf_token]")["value"]
    admin.post(page, {"csrf_token": token, "action": "nonsense"}, status=404)
