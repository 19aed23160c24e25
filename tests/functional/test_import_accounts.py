"""Accounts from a file: the page and the command say line by line what would be done, then do that and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse, Upload

from ceres.accounts.models import Account, Mandate, PasswordReset, Prescriber
from ceres.app import Site, make_app
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from ceres.testing.command_line import CommandLine, Done
from factories.browsers import BROWSER, log_in
from factories.journal import events
from factories.letters import letters
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.statements import statements

PAGE = "/admin/accounts/import"
FILE = """identifiant;nom;courriel;rôles;prescripteurs;type;du;au
h.marchand;Dr Hélène Marchand;h@exemple.nc;;DR1 DR9;;;
secretariat;Noémie Tévane;s@exemple.nc;prescripteur;DR1;secrétariat;01/01/2026;31/12/2199
boss;Le chef;boss@exemple.nc;;;;;
boss;Le chef;boss@exemple.nc;;;;;
broken;;x;;;;;
auditor;A;a@exemple.nc;auditeur;DR1;;;
late;L;l@exemple.nc;;DR1;;;01/01/2020
"""
VERDICTS = ["created", "created", "completed", "refused", "refused", "refused", "refused"]


@pytest.fixture
def boss(db: Session) -> Account:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    add_prescriber(db, "DR1")
    db.commit()
    return boss


@pytest.fixture
def admin(boss: Account, browse: Callable[[Account], TestApp]) -> TestApp:
    return browse(boss)


@pytest.fixture
def inviting(site: Site, boss: Account, sign_in: Callable[[TestApp, Account], str]) -> TestApp:
    """The administrator's browser on a site that sends invitations."""
    known = replace(site, settings=replace(site.settings, site=replace(site.settings.site, url="https://ceres.exemple.nc")))
    browser = TestApp(make_app(known), extra_environ=BROWSER)
    sign_in(browser, boss)
    return browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comptes.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def check(browser: TestApp, content: str | bytes = FILE) -> TestResponse:
    form = next(each for each in browser.get(PAGE).forms.values() if "file" in each.fields)
    form["file"] = Upload("comptes.csv", content.encode() if isinstance(content, str) else content)
    return form.submit()


def confirm(page: TestResponse) -> TestResponse:
    return next(each for each in page.forms.values() if "seal" in each.fields).submit()


def lines(page: TestResponse) -> list[str]:
    return [" ".join(row.text.split()) for row in page.html.select("tbody tr")]


def size(db: Session) -> list[int]:
    db.rollback()
    found = [db.scalar(select(func.count()).select_from(table)) or 0 for table in (Account, Mandate, Prescriber, MailMessage)]
    db.rollback()  # SQLite has one writer
    return found


def run(ceres: CommandLine, *words: str) -> Done:
    return ceres("accounts", "import", *words)


def test_checking_a_file_says_what_each_line_would_do_and_writes_nothing(admin: TestApp, db: Session, site: Site) -> None:
    before = size(db)
    page = check(admin)
    assert [tag.text for tag in page.html.select(".verdicts strong")] == ["2", "1", "0", "4"]
    shown = lines(page)
    assert [line.split()[1] for line in shown] == ["5", "6", "7", "8", "2", "3", "4"], "what is refused comes first"
    assert "déjà à la ligne 4" in shown[0]
    assert "code inconnu qui entre à l’annuaire" in shown[4]
    assert "Le chef" in shown[6]
    assert "Importer 3 comptes" in page.text
    assert size(db) == before
    assert events(site, "account.import") == []


def test_a_confirmed_file_is_imported_once_and_leaves_its_traces(inviting: TestApp, db: Session, site: Site) -> None:
    done = confirm(check(inviting))
    assert "3 comptes importés" in done.html.select_one("[role=status]").text
    assert size(db) == [3, 3, 2, 2]
    [event] = events(site, "account.import")
    assert event.detail == {"created": 2, "completed": 1, "unchanged": 0, "refused": 4}
    assert len(event.object_id) == 64
    assert [each.object_id for each in events(site, "account.add", "account.invite")] == ["h.marchand", "secretariat"] * 2
    assert len(events(site, "mandate.add")) == 3
    secretary = db.scalars(select(Mandate).join(Account).where(Account.login == "secretariat")).one()
    assert (secretary.kind.value, str(secretary.valid_from), str(secretary.valid_until)) == (
        "secretary",
        "2025-12-31 13:00:00+00:00",
        "2199-12-31 13:00:00+00:00",
    )
    db.rollback()
    again = check(inviting)
    assert [tag.text for tag in again.html.select(".verdicts strong")] == ["0", "0", "3", "4"]
    assert "Il n’y a rien à importer" in again.text


def test_a_site_without_address_opens_accounts_and_says_so(admin: TestApp, db: Session) -> None:
    page = check(admin)
    assert "n’envoie pas d’invitation" in page.text
    assert "n’ont pas encore de mot de passe" in confirm(page).text
    assert db.scalars(select(PasswordReset)).all() == []


def test_what_is_confirmed_is_what_was_shown(admin: TestApp, db: Session) -> None:
    page = check(admin)
    add_account(db, "h.marchand")
    db.commit()
    again = confirm(page)
    assert "Le site a changé" in again.html.select_one("[role=alert]").text
    assert size(db)[0] == 2
    assert "importés" in confirm(again).text


def test_a_changed_form_imports_nothing(admin: TestApp, db: Session) -> None:
    page = check(admin)
    form = next(each for each in page.forms.values() if "seal" in each.fields)
    form["file"] = form["file"].value[:-9]
    assert "pas arrivé entier" in form.submit().html.select_one("[role=alert]").text
    assert size(db)[0] == 1


def test_the_password_is_asked_for_again_and_the_file_is_not_lost(admin: TestApp, db: Session) -> None:
    page = check(admin)
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = confirm(page)
    assert asked.html.h1.text == "Confirmez votre mot de passe"
    form = next(each for each in asked.forms.values() if "confirm_password" in each.fields)
    form["confirm_password"] = PASSWORD
    assert "3 comptes importés" in form.submit().text


@pytest.mark.parametrize(("content", "reason"), [(b"", "Choisissez"), (b"PK\x03\x04\0", "CSV UTF-8"), ("nom;x\na;b", "colonne")])
def test_what_is_no_such_file_is_refused_with_what_to_do(admin: TestApp, content: str | bytes, reason: str) -> None:
    assert reason in check(admin, content).html.select_one("[role=alert]").text


def test_the_model_names_the_columns_and_is_taken_back(admin: TestApp) -> None:
    model = admin.get(f"{PAGE}.csv")
    assert model.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in model.headers["Content-Disposition"]
    filled = model.body.decode("utf-8-sig") + "a;A;a@exemple.nc;;;;;;\r\n"
    assert "Importer 1 compte" in check(admin, filled).text
    admin.get("/language/en")
    assert "login" in admin.get(f"{PAGE}.csv").text
    assert "Import 1 account" in check(admin, admin.get(f"{PAGE}.csv").body.decode("utf-8-sig") + "b;B;b@exemple.nc").text


def test_reasons_speak_the_language_of_the_page(admin: TestApp) -> None:
    admin.get("/language/en")
    page = check(admin)
    assert "is already on line 4" in page.text
    assert "déjà" not in " ".join(lines(page))


def test_nothing_of_a_file_runs_in_a_page(admin: TestApp) -> None:
    page = check(admin, "identifiant;nom;courriel\n<b>x</b>;<script>y</script>%s;z@exemple.nc\nboss;<i>%(n)s;\n")
    assert page.html.select("main b, main script, main i") == []
    assert "<i>%(n)s" in " ".join(lines(page))


def test_while_others_wait_nothing_is_asked_line_by_line(inviting: TestApp, site: Site) -> None:
    people = "".join(f"u{n};Dr U{n};u{n}@exemple.nc;C{n}\n" for n in range(50))
    page = check(inviting, f"login;name;email;prescribers\n{people}")
    with statements(site) as sent:
        confirm(page)
    first = next(place for place, each in enumerate(sent) if each.startswith("INSERT INTO account "))
    assert len([each for each in sent[first:] if not each.startswith("INSERT")]) < 12, (
        "letters, which read the branding, are written before"
    )
    assert len(letters(site, "invitation")) == 50
    assert {each.account_id is None for each in letters(site, "invitation")} == {False}


def test_a_large_file_goes_through_the_form(admin: TestApp, db: Session) -> None:
    rows = "".join(f"compte{number};Dr Prénom Nom {number};compte{number}@exemple.nc\n" for number in range(800))
    page = check(admin, f"identifiant;nom;courriel\n{rows}")
    assert (len(lines(page)), "300 autres lignes" in page.text) == (500, True)
    assert "800 comptes importés" in confirm(page).text
    assert size(db)[0] == 801


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.AUDITOR])
def test_the_import_is_closed_to_others(db: Session, browse: Callable[[Account], TestApp], role: Role) -> None:
    account = add_account(db, "other", roles=(role,))
    db.commit()
    for path in (PAGE, f"{PAGE}.csv"):
        browse(account).get(path, status=404)


def test_the_command_says_the_same_and_a_trial_writes_nothing(ceres: CommandLine, boss: Account, db: Session, file: Path) -> None:
    before = size(db)
    tried = run(ceres, str(file), "--dry-run", "--json")
    assert [line["verdict"] for line in tried.json_lines()] == VERDICTS
    assert tried.exit_code == 1
    assert "4 ligne(s)" in tried.stderr
    assert size(db) == before
    done = run(ceres, str(file), "--json")
    assert done.stdout == tried.stdout
    assert size(db)[:3] == [3, 3, 2]
    again = run(ceres, str(file))
    assert "inchangé\u00a0: 3" in again.stdout
    assert "créé\u00a0: 0" in again.stdout


def test_a_file_without_a_mistake_ends_well(ceres: CommandLine, boss: Account, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("login,name,email\na,A,a@exemple.nc\n")
    assert run(ceres, str(tmp_path / "a.csv")).exit_code == 0
    (tmp_path / "b.csv").write_bytes(b"\0")
    refused = run(ceres, str(tmp_path / "b.csv"))
    assert (refused.exit_code, "CSV UTF-8" in refused.stderr) == (1, True)


def test_temporary_passwords_are_written_where_only_their_reader_sees(
    ceres: CommandLine, boss: Account, app: TestApp, file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "passwords.csv"
    run(ceres, str(file), "--passwords", str(target))
    assert target.stat().st_mode & 0o777 == 0o600
    given = dict(line.split(";") for line in target.read_text().splitlines())
    assert set(given) == {"h.marchand", "secretariat"}
    assert "/password/new" in log_in(app, "h.marchand", given["h.marchand"], status=303).location
    assert run(ceres, str(file), "--passwords", str(target)).exit_code == 1, "a file that is there is kept"
    assert given == dict(line.split(";") for line in target.read_text().splitlines())
    assert run(ceres, str(file), "--passwords", "x", "--invite").exit_code == 2
    assert "site.url" in run(ceres, str(file), "--invite").stderr


def test_an_import_completes_and_takes_nothing_away(ceres: CommandLine, boss: Account, db: Session, tmp_path: Path) -> None:
    doctor = add_account(db, "doctor", password_hash=cheap_hash())
    add_mandate(db, doctor, add_prescriber(db, "DR7"))
    closed = add_account(db, "closed")
    closed.disabled_at = utcnow()
    db.commit()
    path = tmp_path / "a.csv"
    path.write_text("identifiant;nom;rôles;prescripteurs\nDOCTOR;Dr Autre;auditeur;DR1\nclosed;Autre;;\nboss;;;DR1\n", encoding="utf-8")
    first, second, third = run(ceres, str(path), "--json").json_lines()
    assert first["verdict"] == "completed"
    assert len(first["changes"]) == 3
    assert "désactivé" in second["reason"]
    assert "prescripteur" in third["reason"]
    db.expire_all()
    assert {each.role for each in doctor.roles} == {Role.PRESCRIBER, Role.AUDITOR}
    assert (doctor.name, doctor.password_hash, doctor.email) == ("Dr Autre", cheap_hash(), "doctor@exemple.nc")
    assert len(doctor.mandates) == 2
    db.rollback()
    assert run(ceres, str(path), "--json").json_lines()[0]["verdict"] == "unchanged"


def test_the_same_prescriber_by_two_codes_is_read_once(ceres: CommandLine, boss: Account, db: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("login;name;email;prescribers;until\nx;X;x@exemple.nc;DR1|DR1;31/12/2026\n")
    with time_machine.travel("2026-06-01T00:00:00Z", tick=False):
        assert run(ceres, str(path)).exit_code == 0
        assert run(ceres, str(path), "--json").json_lines()[0]["verdict"] == "unchanged"
    with time_machine.travel("2027-06-01T00:00:00Z", tick=False):
        assert json.loads(run(ceres, str(path), "--json").stdout)["verdict"] == "unchanged", "it is over, and was given"
    assert size(db)[1] == 1


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ("secretary;01/03/2026;31/03/2026", "unchanged"),
        ("secretary;05/03/2026;20/03/2026", "unchanged"),  # within what is there
        ("secretary;01/02/2026;31/03/2026", "completed"),
        ("secretary;01/03/2026;01/04/2026", "completed"),
        ("secretary;01/03/2026;", "completed"),
        ("associate;01/03/2026;31/03/2026", "completed"),
        ("secretary;31/03/2026;01/03/2026", "refused"),
        ("secretary;;28/02/2026", "refused"),
        ("secretary;31/02/2026;", "refused"),
    ],
)
def test_a_mandate_is_added_only_where_what_is_there_does_not_cover_it(
    ceres: CommandLine, boss: Account, db: Session, tmp_path: Path, cells: str, verdict: str
) -> None:
    path = tmp_path / "a.csv"
    title = "login;name;email;prescribers;kind;from;until\nx;X;x@exemple.nc;DR1"
    with time_machine.travel("2026-03-02T00:00:00Z", tick=False):
        path.write_text(f"{title};secretary;01/03/2026;31/03/2026\n")
        assert run(ceres, str(path)).exit_code == 0
        path.write_text(f"{title};{cells}\n")
        assert run(ceres, str(path), "--dry-run", "--json").json_lines()[0]["verdict"] == verdict
