"""« Journal des accès »: badge, pages, detail; for an auditor too, who has nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.audit import verifications
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.health import check_journal
from ceres.audit.log import AuditLog
from ceres.audit.models import AuditVerification, Outcome
from ceres.audit.seal_file import read_seals
from ceres.audit.verifications import run_due
from ceres.db.clock import utcnow
from ceres.plugins.contributions import Health
from ceres.routes import ROUTES
from ceres.security.permissions import Role
from ceres.worker.worker import Ran
from factories.journal import events
from factories.people import add_account
from factories.seals import make_sealer, seals_of, tamper, write_events, write_sealed
from factories.statements import statements
from factories.workers import make_worker

Browse = Callable[[Account], TestApp]
JOURNAL = "/admin/journal"


@pytest.fixture
def auditor(db: Session, browse: Browse) -> TestApp:
    account = add_account(db, "eye", roles=(Role.AUDITOR,))
    db.commit()
    return browse(account)


def token(browser: TestApp) -> str:
    return str(browser.get(JOURNAL).html.select_one("input[name=csrf_token]")["value"])


def post(browser: TestApp, path: str, **fields: str) -> TestResponse:
    return browser.post(path, {"csrf_token": token(browser), **fields})


def badge(page: TestResponse) -> tuple[str, str]:
    found = page.html.select_one("[data-proof]")
    return found["data-proof"], " ".join(found.p.text.split())


def test_the_badge_before_any_verification(auditor: TestApp) -> None:
    assert badge(auditor.get(JOURNAL)) == ("unknown", "Le journal n’a encore jamais été vérifié.")


def test_the_badge_of_an_intact_journal(site: Site, auditor: TestApp) -> None:
    write_sealed(site, 2)
    head = seals_of(site)[-1].seal_hash[:8]
    page = post(auditor, f"{JOURNAL}/verify").follow()
    state, said = badge(page)
    assert state == "intact"
    assert said.startswith("Chaîne intègre. 10 entrées vérifiées à ")
    assert said.endswith(f"aucune lacune. Tête {head}.")
    [event] = events(site, "journal.verify")
    assert (event.login, event.outcome, event.detail) == ("eye", Outcome.SUCCESS, {"events": 10, "seals": 2, "breaks": 0})


def test_the_badge_of_a_broken_journal(site: Site, auditor: TestApp) -> None:
    touched = write_sealed(site)[7]
    tamper(site, "DELETE FROM audit_event WHERE id = :id", id=touched)
    state, said = badge(post(auditor, f"{JOURNAL}/verify").follow())
    assert state == "broken"
    assert f"Rupture à l’entrée {touched} : prévenez le responsable" in re.sub(r"(?<=\d)\s(?=\d)", "", said)
    assert events(site, "journal.verify")[0].outcome is Outcome.FAILURE
    assert check_journal(site.database).state is Health.DEGRADED


def test_a_long_journal_is_left_to_the_worker(site: Site, auditor: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifications, "AT_ONCE", 3)
    write_sealed(site)
    page = post(auditor, f"{JOURNAL}/verify").follow()
    assert "Une vérification a été demandée à" in badge(page)[1]
    post(auditor, f"{JOURNAL}/verify")  # whoever asks again gets the same
    make_sealer(site).seal()
    assert run_due(site.database, site.settings)
    assert not run_due(site.database, site.settings)
    with site.database.read() as db:
        assert db.query(AuditVerification).count() == 1
    state, said = badge(auditor.get(JOURNAL))
    assert (state, "demandée" in said) == ("intact", False)


def test_every_night_has_its_verification(site: Site) -> None:
    now = utcnow()
    assert not run_due(site.database, site.settings, lambda: now)  # nothing was ever sealed
    write_sealed(site, 1)
    assert run_due(site.database, site.settings, lambda: now)
    assert not run_due(site.database, site.settings, lambda: now)
    tomorrow = now + timedelta(days=1)
    assert run_due(site.database, site.settings, lambda: tomorrow)
    assert not run_due(site.database, site.settings, lambda: tomorrow)


def test_a_worker_seals_copies_and_verifies(site: Site, auditor: TestApp, tmp_path: Path) -> None:
    write_events(site)
    file = tmp_path / "seals"
    asked = replace(site, settings=replace(site.settings, journal=replace(site.settings.journal, seal_file=str(file))))
    ran = make_worker(asked).run_once()
    assert {ran[f"core.journal-{job}"] for job in ("purge", "seal", "copy", "verify")} == {Ran.DONE}
    assert [seal.event_count for seal in read_seals(file)] == [5]
    assert badge(auditor.get(JOURNAL))[0] == "intact"


def test_without_its_key_the_site_proves_nothing(site: Site, auditor: TestApp, tmp_path: Path) -> None:
    write_sealed(site, 1)
    lost = replace(site.settings, journal=replace(site.settings.journal, key_file=tmp_path / "lost.key"))
    assert run_due(site.database, lost)
    state, said = badge(auditor.get(JOURNAL))
    assert state == "no-key"
    assert said.startswith("La clé du journal manque ou n’est plus la même")


def test_the_badge_costs_one_statement_however_long_the_journal(site: Site, auditor: TestApp) -> None:
    def cost() -> tuple[int, int]:
        with statements(site) as sent:
            auditor.get(JOURNAL)
        seals = [each for each in sent if "audit_seal" in each or "audit_verification" in each]
        return len(sent), len(seals)

    write_sealed(site, 1)
    post(auditor, f"{JOURNAL}/verify")
    auditor.get(JOURNAL)
    before = cost()
    assert before[1] == 1
    write_sealed(site, 20, each=50)
    post(auditor, f"{JOURNAL}/verify")
    after = cost()
    assert after[0] <= before[0]
    assert after[1] == 1


def test_what_writes_events_knows_nothing_of_seals(site: Site, auditor: TestApp) -> None:
    with statements(site) as sent:
        auditor.get("/profile", status="*")
        write_events(site)
    assert not [each for each in sent if "audit_seal" in each]


def test_pages_go_forth_and_back(site: Site, auditor: TestApp) -> None:
    written = write_events(site, 120)

    def page(**fields: str) -> tuple[list[int], TestResponse]:
        shown = post(auditor, JOURNAL, login="h.marchand", **fields)
        return [int(row["data-event"]) for row in shown.html.select("tr[data-event]")], shown

    def key(shown: TestResponse, name: str) -> str:
        found = shown.html.select_one(f"button[name={name}]")
        return str(found["value"]) if found else ""

    first, shown = page()
    assert (first, key(shown, "after")) == (written[:-51:-1], "")
    second, shown = page(before=key(shown, "before"))
    assert second == written[-51:-101:-1]
    third, last = page(before=key(shown, "before"))
    assert (third, key(last, "before")) == (written[19::-1], "")
    back, shown = page(after=key(last, "after"))
    assert back == second
    again, shown = page(after=key(shown, "after"))
    assert (again, key(shown, "after")) == (first, "")


def test_the_page_of_one_event(site: Site, auditor: TestApp) -> None:
    number = write_sealed(site, 1)[2]
    seal = seals_of(site)[0]
    link = post(auditor, JOURNAL, login="h.marchand").html.select_one(f"tr[data-event='{number}'] a")
    page = auditor.get(link["href"])
    assert page.html.h1.text == "Lecture d’un compte rendu"
    for text in ("h.marchand", "192.0.2.7", "report.read", seal.seal_hash, seal.signature):
        assert text in page.text
    assert "ne correspond plus" not in page.text
    assert [(event.object_type, event.object_id) for event in events(site, "journal.read") if event.object_id] == [("event", str(number))]
    tamper(site, "UPDATE audit_event SET ip = '' WHERE id = :id", id=number)
    assert "ne correspond plus" in auditor.get(link["href"]).text
    unsealed = write_events(site, 1)[0]
    assert "Pas encore posé" in auditor.get(f"{JOURNAL}/{unsealed}").text
    auditor.get(f"{JOURNAL}/{unsealed + 1000}", status=404)
    auditor.get(f"{JOURNAL}/{'9' * 18}", status=404)


def test_an_event_that_came_late_has_its_seal_too(site: Site, auditor: TestApp) -> None:
    numbers = write_sealed(site, 3)
    seals = seals_of(site)
    late, last = numbers[1], numbers[-1]
    tamper(site, "UPDATE audit_seal SET events = :rest WHERE number = 1", rest=f"{numbers[0]},{numbers[2]}-{numbers[4]}")
    tamper(site, "UPDATE audit_seal SET events = :all, first_event = :late WHERE number = 3", all=f"{late},{numbers[10]}-{last}", late=late)
    assert seals[2].seal_hash in auditor.get(f"{JOURNAL}/{late}").text


def test_fhir_from_the_page(site: Site, auditor: TestApp) -> None:
    write_events(site)
    answer = post(auditor, "/admin/journal.fhir", login="h.marchand")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="journal.fhir.ndjson"'
    assert answer.content_type == "application/fhir+ndjson"
    assert [json.loads(line)["resourceType"] for line in answer.text.splitlines()] == ["AuditEvent"] * 5
    assert events(site, "journal.export")[0].detail["format"] == "fhir"


def test_an_auditor_has_the_journal_and_nothing_else(auditor: TestApp) -> None:
    closed = [pattern for name, pattern in ROUTES if name.startswith("admin.") and not name.startswith(("admin.journal", "admin.page"))]
    filled = {"{login}": "eye", "{name}": "notify"}
    for pattern in closed:
        if "{" not in pattern or any(each in pattern for each in filled):
            path = pattern
            for each, value in filled.items():
                path = path.replace(each, value)
            if "switch" not in path and path != "/admin/plugins/notify":
                auditor.get(path, status=404)
    for path in ("/admin/pages/faq/fr", "/admin/announcements", "/admin/intake"):
        auditor.get(path, status=404)
    post(auditor, "/admin/journal.csv")
    assert post(auditor, f"{JOURNAL}/verify").status_int == 303


def test_a_prescriber_verifies_nothing(db: Session, browse: Browse) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    browser.get(f"{JOURNAL}/1", status=404)
    browser.get(f"{JOURNAL}/verify", status=404)


def test_the_detail_is_in_words(site: Site, auditor: TestApp) -> None:
    detail = {"kind": "self", "from": "2026-03-02T13:00:00+00:00", "until": "", "roles": ["auditor"]}
    with site.database.write() as db:
        event = AuditLog(db).append(AuditEntry("mandate.add", detail=detail), AuditContext())
    shown = auditor.get(f"{JOURNAL}/{event.id}").html.select_one("[aria-labelledby=detail]").get_text(" ", strip=True)
    assert "Du mardi 3 mars à 00:00" in shown
    assert "Rôles auditeur" in shown
    assert "Au" not in shown.split()
