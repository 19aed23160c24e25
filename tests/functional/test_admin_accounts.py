"""« Utilisateurs »: the list, a new account, one account; who may, what it does at once, what the journal keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account, Mandate, PasswordReset, ResetKind
from ceres.app import Site
from ceres.audit.models import AuditEvent, Outcome
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession, LoginThrottle
from factories.browsers import log_in, token
from factories.journal import events
from factories.letters import last_letter, letters, link
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.statements import statements

Browse = Callable[[Account], TestApp]
SignIn = Callable[[TestApp, Account], str]
NEW, DOCTOR = "/admin/accounts/new", "/admin/accounts/of/doctor"
CHOSEN = "trois roussettes sous la pluie"


@pytest.fixture
def boss(db: Session) -> Account:
    return add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())


@pytest.fixture
def doctor(db: Session) -> Account:
    return add_account(db, "doctor", password_hash=cheap_hash())


@pytest.fixture
def admin(db: Session, boss: Account, doctor: Account, browse: Browse) -> TestApp:
    """The administrator of a site that does not know its own address."""
    db.commit()
    return browse(boss)


@pytest.fixture
def public_admin(db: Session, boss: Account, doctor: Account, public_app: TestApp, sign_in: SignIn) -> TestApp:
    """The administrator of a site that can send links."""
    db.commit()
    sign_in(public_app, boss)
    return public_app


def post(browser: TestApp, path: str, **fields: str) -> TestResponse:
    return browser.post(path, {"csrf_token": token(browser.get(path)), **fields})


def refusal(page: TestResponse) -> str:
    return str(page.html.select_one("[role=alert]").text)


def state(browser: TestApp, login: str = "doctor") -> str:
    """Return the state of an account as its page shows it."""
    return str(browser.get(f"/admin/accounts/of/{login}").html.select_one(".heading .tag").text.strip())


def logins(browser: TestApp, query: str = "") -> list[str]:
    return [cell.text for cell in browser.get(f"/admin/accounts?{query}").html.select("tbody small")]


def acts_on(site: Site, login: str) -> list[str]:
    return [each.action for each in events(site) if each.object_id == login and each.action != "journal.read"]


def test_nobody_learns_the_password_of_who_is_invited(public_admin: TestApp, new_app: Callable[[], TestApp], site: Site) -> None:
    opened = post(public_admin, NEW, login="h.marchand", name="Dr Hélène Marchand", email="h@exemple.nc", prescriber="DR1")
    page = opened.follow()
    assert "une invitation à choisir un mot de passe part par courriel" in page.html.select_one("[role=status]").text
    assert page.html.select_one(".once") is None
    assert state(public_admin, "h.marchand") == "Invitation envoyée"
    assert last_letter(site, "invitation").recipient == "h@exemple.nc"
    person = new_app()
    person.get(link(site, "invitation"))
    form = person.get("/password/new").forms[0]
    form["password"] = form["confirmation"] = CHOSEN
    assert form.submit().status_int == 303
    assert state(public_admin, "h.marchand") == "Actif"
    assert acts_on(site, "h.marchand") == ["account.add", "mandate.add", "account.invite", "account.password"]


def test_a_temporary_password_is_shown_once_and_must_be_replaced(admin: TestApp, new_app: Callable[[], TestApp]) -> None:
    shown = post(admin, NEW, login="h.marchand", name="Dr Hélène Marchand", email="h@exemple.nc", prescriber="DR1")
    password = shown.html.select_one(".once").text
    assert state(admin, "h.marchand") == "Mot de passe temporaire"
    assert log_in(new_app(), "h.marchand", password).location.endswith("/password/new")
    page = admin.get("/admin/accounts/of/h.marchand")
    assert password not in page.text
    assert "DR1" in page.html.select_one(".mandates").text


def test_the_form_offers_only_what_the_site_can_do(admin: TestApp, public_admin: TestApp) -> None:
    invites, hands_over = admin.get(NEW).html.select("[name=password]")
    assert (invites.has_attr("disabled"), hands_over.has_attr("checked")) == (True, True)
    invites, hands_over = public_admin.get(NEW).html.select("[name=password]")
    assert (invites.has_attr("disabled"), invites.has_attr("checked"), hands_over.has_attr("checked")) == (False, True, False)
    shown = post(public_admin, NEW, login="x", name="X", email="x@exemple.nc", password="temporary")
    assert shown.html.select_one(".once").text


def test_an_invitation_that_cannot_be_sent_opens_no_account(admin: TestApp) -> None:
    refused = post(admin, NEW, login="half", name="X", email="x@exemple.nc", password="invite")
    assert "site.url" in refusal(refused)
    admin.get("/admin/accounts/of/half", status=404)


def test_what_is_wrong_with_a_new_account_is_said_and_nothing_is_written(admin: TestApp, site: Site) -> None:
    shown = post(admin, NEW, login="boss", name="X", email="x@exemple.nc", role="auditor")
    assert "déjà pris" in refusal(shown)
    assert shown.html.select_one("#email")["value"] == "x@exemple.nc"
    assert [box["value"] for box in shown.html.select("[name=role][checked]")] == ["auditor"]
    half = post(admin, NEW, login="half", name="X", email="x@exemple.nc", prescriber="\u202e")
    assert "code de prescripteur" in refusal(half)
    assert {event.outcome for event in events(site, "account.add")} == {Outcome.FAILURE}
    admin.get("/admin/accounts/of/half", status=404)


def test_a_refusal_speaks_the_language_of_the_page(admin: TestApp) -> None:
    admin.get("/language/en")
    assert (
        refusal(post(admin, NEW, login="boss", name="X", email="x@exemple.nc")).strip() == "The login “boss” is taken: choose another one."
    )


def test_an_invitation_is_sent_again_from_the_list(public_admin: TestApp, db: Session, site: Site) -> None:
    add_account(db, "late")
    db.commit()
    page = public_admin.get("/admin/accounts?q=late&state=pending")
    form = next(form for form in page.forms.values() if form.action.endswith("/of/late"))
    again = form.submit(extra_environ={"HTTP_REFERER": "http://localhost/admin/accounts?q=late&state=pending"})
    assert again.location == "http://localhost/admin/accounts?q=late&state=pending&done=invite"
    assert "Une invitation" in again.follow().html.select_one("[role=status]").text
    assert state(public_admin, "late") == "Invitation envoyée"
    db.execute(update(PasswordReset).values(expires_at=utcnow() - timedelta(minutes=1)))
    db.commit()
    assert state(public_admin, "late") == "Invitation expirée"
    assert logins(public_admin, "state=expired") == ["late"]
    assert len(letters(site, "invitation")) == 1


def test_a_reset_takes_the_present_password_away(public_admin: TestApp, doctor: Account, browse: Browse, app: TestApp, site: Site) -> None:
    reader = browse(doctor)
    post(public_admin, DOCTOR, action="invite")
    assert reader.get("/results").status_int == 303
    assert log_in(app, "doctor").status_int == 200
    password = post(public_admin, DOCTOR, action="temporary").html.select_one(".once").text
    assert log_in(app, "doctor", password).status_int == 303
    assert acts_on(site, "doctor") == ["account.invite", "account.temporary"]


def test_a_disabled_account_is_not_invited(public_admin: TestApp) -> None:
    post(public_admin, DOCTOR, action="disable")
    assert "désactivé" in refusal(post(public_admin, DOCTOR, action="invite"))
    assert state(public_admin) == "Désactivé"


def test_each_state_is_shown_and_looked_for(public_admin: TestApp, db: Session) -> None:
    for login in ("pending", "invited", "temporary", "expired"):
        add_account(db, login)
    disabled = add_account(db, "disabled", password_hash=cheap_hash())
    disabled.disabled_at = utcnow()
    now = utcnow()
    db.add(LoginThrottle(key="login:doctor", last_failure_at=now, blocked_until=now + timedelta(hours=1)))
    for login, kind, hours in (
        ("invited", ResetKind.INVITATION, 1),
        ("temporary", ResetKind.TEMPORARY, 1),
        ("expired", ResetKind.INVITATION, -1),
    ):
        account_id = db.scalars(select(Account.id).where(Account.login == login)).one()
        db.add(PasswordReset(account_id=account_id, kind=kind, created_at=now, expires_at=now + timedelta(hours=hours)))
    db.commit()
    page = public_admin.get("/admin/accounts")
    shown = {row.small.text: row.select_one(".tag").text.strip() for row in page.html.select("tbody tr")}
    assert shown == {
        "boss": "Actif",
        "disabled": "Désactivé",
        "doctor": "Bloqué",
        "expired": "Invitation expirée",
        "invited": "Invitation envoyée",
        "pending": "Sans mot de passe",
        "temporary": "Mot de passe temporaire",
    }
    for login, value in (("boss", "active"), ("doctor", "suspended"), *((each, each) for each in shown if each not in ("boss", "doctor"))):
        assert logins(public_admin, f"state={value}") == [login]
    assert "7 comptes" in page.html.select_one(".heading .muted").text
    assert "1 actif" in page.html.select_one(".heading .muted").text
    acts = {row.small.text: row.select("td")[-1].text.split("Dr")[0].strip() for row in page.html.select("tbody tr")}
    assert (acts["boss"], acts["doctor"], acts["expired"], acts["pending"]) == ("Modifier", "Débloquer", "Renvoyer", "Inviter")


def test_a_lost_password_changes_nothing_of_the_state(public_admin: TestApp, app: TestApp) -> None:
    app.post("/password", {"login": "doctor", "csrf_token": token(app.get("/password"))})
    assert state(public_admin) == "Actif"


def test_the_list_says_whose_reports_each_account_reads(admin: TestApp, db: Session, doctor: Account) -> None:
    first, second = add_prescriber(db, "DR1"), add_prescriber(db, "DR2")
    secretary = add_account(db, "secretary")
    for prescriber in (first, second):
        add_mandate(db, secretary, prescriber).kind = "secretary"  # type: ignore[assignment]
    add_mandate(db, secretary, first)
    add_mandate(db, doctor, first)
    add_mandate(db, doctor, second, valid_until=datetime(2021, 1, 1, tzinfo=UTC))
    add_account(db, "nobody")
    db.commit()
    scopes = {row.small.text: " ".join(row.select("td")[2].text.split()) for row in admin.get("/admin/accounts").html.select("tbody tr")}
    assert {login: scope.partition(": ")[2] for login, scope in scopes.items()} == {
        "boss": "–",
        "doctor": "Ses demandes",
        "nobody": "Aucun",
        "secretary": "2 prescripteurs",
    }


def test_the_list_is_narrowed_by_name_role_and_state(admin: TestApp, db: Session) -> None:
    for number in range(59):
        add_account(db, f"doctor{number:02}", password_hash=cheap_hash())
    db.commit()
    assert len(logins(admin)) == 50
    following = admin.get("/admin/accounts").html.select_one("a[rel=next]")["href"]
    assert len(logins(admin, following.partition("?")[2])) == 11
    assert logins(admin, "q=DOCTOR07") == ["doctor07"]
    assert logins(admin, "q=doctor%250") == []
    assert logins(admin, "role=administrator") == ["boss"]
    assert logins(admin, "state=disabled") == []
    assert len(logins(admin, "role=nonsense&state=nonsense")) == 50
    foot = " ".join(admin.get("/admin/accounts?q=doctor0").html.select_one(".pager").text.split())
    assert foot == "10 comptes sur 61 correspondent à « doctor0 ». Un compte désactivé est conservé : ses accès passés restent au journal."


@pytest.mark.parametrize("typed", ["helene", "HÉLÈNE", "goeff hel", "œuvrard", "oeuvrard", "h.goeff", "h.goeff@"])
def test_a_name_is_found_however_it_is_typed(admin: TestApp, db: Session, typed: str) -> None:
    add_account(db, "h.goeff").name = "Dr LE GOËFF Hélène, Œuvrard"
    db.commit()
    assert logins(admin, urlencode({"q": typed})) == ["h.goeff"]


def selects_of(site: Site, browser: TestApp, path: str) -> int:
    with statements(site) as sent:
        browser.get(path)
    return len([each for each in sent if each.startswith("SELECT")])


def test_pages_cost_as_many_statements_whatever_the_number_of_accounts(admin: TestApp, db: Session, site: Site, doctor: Account) -> None:
    paths = ("/admin/accounts", DOCTOR)
    add_mandate(db, doctor, add_prescriber(db, "DR1"))
    db.commit()
    log_in(TestApp(admin.app, extra_environ={"REMOTE_ADDR": "127.0.0.1"}), "doctor")
    few = [selects_of(site, admin, path) for path in paths]
    for number in range(40):
        prescriber = add_prescriber(db, f"P{number}")
        add_mandate(db, add_account(db, f"other{number}"), prescriber)
        add_mandate(db, doctor, prescriber)
    db.commit()
    for _ in range(5):
        log_in(TestApp(admin.app, extra_environ={"REMOTE_ADDR": "127.0.0.1"}), "doctor")
    many = [selects_of(site, admin, path) for path in paths]
    assert many == few
    assert many == [7, 16], "three of them for the numbers in the menu"


def test_name_address_and_roles_are_changed_and_the_former_address_is_told(public_admin: TestApp, site: Site) -> None:
    fields = {"action": "change", "name": "Dr Ada", "email": "ada@exemple.nc"}
    browser = public_admin
    page = browser.get(DOCTOR)
    answer = browser.post(DOCTOR, [("csrf_token", token(page)), *fields.items(), ("role", "prescriber"), ("role", "auditor")])
    assert "enregistrées" in answer.follow().html.select_one("[role=status]").text
    assert browser.get(DOCTOR).html.h1.text == "Dr Ada"
    told = last_letter(site, "email_changed")
    assert (told.recipient, "ada@exemple.nc" in told.text) == ("doctor@exemple.nc", True)
    changed, roles = events(site, "account.change")[0], events(site, "account.roles")[0]
    assert changed.detail == {"fields": ["name", "email"]}
    assert roles.detail == {"roles": ["auditor", "prescriber"], "former": ["prescriber"]}
    assert "ada@" not in str(changed.detail)


def test_a_new_role_counts_at_once(admin: TestApp, doctor: Account, browse: Browse) -> None:
    reader = browse(doctor)
    reader.get("/results", status=200)
    post(admin, DOCTOR, action="change", name="Dr doctor", email="doctor@exemple.nc", role="auditor")
    reader.get("/admin/journal", status=200)
    reader.get("/results", status=403)


def test_what_is_refused_of_a_change_changes_nothing(admin: TestApp, site: Site) -> None:
    for fields, said in (
        ({"name": " ", "email": "x@exemple.nc", "role": "auditor"}, "Le nom"),
        ({"name": "X", "email": "nowhere", "role": "auditor"}, "adresse électronique"),
        ({"name": "X", "email": "x@exemple.nc"}, "au moins un rôle"),
    ):
        refused = post(admin, DOCTOR, action="change", **fields)
        assert said in refusal(refused)
        assert refused.html.select_one("#email")["value"] == fields["email"]
    page = admin.get(DOCTOR).html
    assert (page.h1.text, page.select_one("#email")["value"]) == ("Dr doctor", "doctor@exemple.nc")
    assert [box["value"] for box in page.select("[name=role][checked]")] == ["prescriber"]
    assert letters(site) == []


def test_an_invited_person_who_moves_is_invited_anew(public_admin: TestApp, app: TestApp, site: Site) -> None:
    post(public_admin, DOCTOR, action="invite")
    former = link(site, "invitation")
    post(public_admin, DOCTOR, action="change", name="Dr doctor", email="new@exemple.nc", role="prescriber")
    assert [each.recipient for each in letters(site, "invitation")] == ["doctor@exemple.nc", "new@exemple.nc"]
    app.get(former)
    assert "n’est plus valable" in app.get("/password/new").text


def test_the_last_administrator_stays_one(admin: TestApp, db: Session, site: Site) -> None:
    boss = "/admin/accounts/of/boss"
    add_account(db, "invited", roles=(Role.ADMINISTRATOR,))
    db.commit()
    change = {"action": "change", "name": "Dr boss", "email": "boss@exemple.nc", "role": "auditor"}
    for fields in ({"action": "disable"}, change):
        assert "dernier administrateur actif" in refusal(post(admin, boss, **fields))
    add_account(db, "second", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    assert post(admin, boss, **change).status_int == 303
    assert [each.outcome for each in events(site, "account.roles")] == [Outcome.SUCCESS]


def test_mandates_are_dated_in_days_of_the_site(admin: TestApp, site: Site) -> None:
    post(admin, DOCTOR, action="add-mandate", code="DR7", kind="substitute", **{"from": "02/03/26", "until": "08/03/2026"})
    post(admin, DOCTOR, action="add-mandate", code="DR8", kind="associate", **{"from": "2099-01-01"})
    post(admin, DOCTOR, action="add-mandate", code="DR9", kind="self")
    with site.database.read() as db:
        past, coming, current = db.scalars(select(Mandate).order_by(Mandate.id))
    # Nouméa is eleven hours ahead; both days are included.
    assert (past.valid_from, past.valid_until) == (datetime(2026, 3, 1, 13, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC))
    assert (coming.valid_from, coming.valid_until) == (datetime(2098, 12, 31, 13, tzinfo=UTC), None)
    lines = {line.strong.text: line for line in admin.get(DOCTOR).html.select(".mandates li")}
    assert {code: line.select_one(".tag").text for code, line in lines.items()} == {"DR7": "Terminé", "DR8": "À venir", "DR9": "Valable"}
    assert "du 02/03/2026 au 08/03/2026" in lines["DR7"].text
    assert "depuis le 01/01/2099, sans fin" in lines["DR8"].text
    assert lines["DR7"].form is None
    assert [each.detail["kind"] for each in events(site, "mandate.add")] == ["substitute", "associate", "self"]
    assert current.valid_until is None


def test_the_end_of_a_mandate_moves_and_comes(admin: TestApp, db: Session, doctor: Account, site: Site) -> None:
    mandate = add_mandate(db, doctor, add_prescriber(db, "DR7"))
    number, other = str(mandate.id), str(add_mandate(db, add_account(db, "other"), mandate.prescriber).id)
    db.commit()
    post(admin, DOCTOR, action="change-mandate", mandate=number, until="31/12/2099")
    assert admin.get(DOCTOR).html.select_one("[name=until]")["value"] == "31/12/2099"
    assert events(site, "mandate.change")[0].detail["until"].startswith("2099-12-31T13:00")
    post(admin, DOCTOR, action="change-mandate", mandate=number, until="")
    assert "sans fin" in admin.get(DOCTOR).html.select_one(".mandates li").text
    for fields, said in (
        ({"until": "31/12/2019"}, "précède"),
        ({"until": "demain"}, "n’est pas une date"),
        ({"mandate": other}, "n’est pas celui de ce compte"),
    ):
        assert said in refusal(post(admin, DOCTOR, action="change-mandate", **{"mandate": number, **fields}))
    post(admin, DOCTOR, action="end-mandate", mandate=number)
    assert admin.get(DOCTOR).html.select_one(".mandates .tag").text == "Terminé"
    assert "déjà terminé" in refusal(post(admin, DOCTOR, action="end-mandate", mandate=number))


def test_sessions_are_seen_and_ended_one_by_one_or_together(
    admin: TestApp, doctor: Account, boss: Account, browse: Browse, site: Site
) -> None:
    first, second, third = browse(doctor), browse(doctor), browse(doctor)
    for browser in (first, second, third):
        browser.get("/results", status=200)
    rows = admin.get(DOCTOR).html.select("[aria-labelledby=sessions] tbody tr")
    assert len(rows) == 3
    assert "127.0.0.1" in rows[0].text
    newest = rows[0].select_one("[name=session]")["value"]
    post(admin, DOCTOR, action="end-session", session=newest)
    assert (third.get("/results").status_int, first.get("/results").status_int) == (303, 200)
    assert "n’est pas ouverte" in refusal(post(admin, DOCTOR, action="end-session", session=newest))
    post(admin, DOCTOR, action="end-sessions")
    assert first.get("/results").status_int == 303
    closed = events(site, "session.closed")
    assert [(each.login, each.object_id, each.outcome) for each in closed] == [
        ("boss", newest, Outcome.SUCCESS),
        ("boss", "doctor", Outcome.SUCCESS),
    ]
    assert (closed[0].detail, closed[1].detail) == ({"account": "doctor"}, {"sessions": 2})
    own = admin.get("/admin/accounts/of/boss").html.select_one("[aria-labelledby=sessions] tbody tr")
    assert (own.select_one(".tag").text, own.select_one("form")) == ("Cette session", None)


def test_nobody_ends_the_session_of_another_account_through_this_one(admin: TestApp, boss: Account, db: Session) -> None:
    own = db.scalars(select(LoginSession.public_id).where(LoginSession.account_id == boss.id)).one()
    db.rollback()
    assert "n’est pas celle de ce compte" in refusal(post(admin, DOCTOR, action="end-session", session=own))
    admin.get(DOCTOR, status=200)


def test_the_page_shows_the_last_log_in_and_what_was_done_last(admin: TestApp, app: TestApp, site: Site) -> None:
    log_in(app, "doctor")
    page = admin.get(DOCTOR)
    assert "127.0.0.1" in page.html.select_one("[aria-labelledby=facts] dd").text
    assert "Connexion" in page.html.select_one("[aria-labelledby=events] tbody").text
    assert events(site, "journal.read")[-1].object_id == "doctor"
    form = next(form for form in page.forms.values() if form.action == "/admin/journal")
    assert {row.th.text for row in form.submit().html.select(".journal tbody tr")} == {"doctor"}


def test_a_suspension_is_lifted_from_the_list(admin: TestApp, db: Session, app: TestApp, site: Site) -> None:
    now = utcnow()
    db.add(LoginThrottle(key="login:doctor", last_failure_at=now, blocked_until=now + timedelta(hours=1)))
    db.commit()
    log_in(app, "doctor", status=429)
    assert state(admin) == "Bloqué"
    post(admin, DOCTOR, action="unlock")
    assert log_in(app, "doctor").status_int == 303
    assert acts_on(site, "doctor") == ["account.unlock"]


def test_a_disabled_account_is_out_at_once_and_comes_back(admin: TestApp, doctor: Account, browse: Browse, site: Site) -> None:
    reader = browse(doctor)
    post(admin, DOCTOR, action="disable")
    assert reader.get("/results").status_int == 303
    post(admin, DOCTOR, action="enable")
    assert state(admin) == "Actif"
    assert acts_on(site, "doctor") == ["account.disable", "account.enable"]


@pytest.mark.parametrize("fields", [{}, {"action": "erase"}, {"action": "end-mandate"}, {"action": "end-mandate", "mandate": "9" * 30}])
def test_what_no_form_sends_is_not_found(admin: TestApp, fields: dict[str, str]) -> None:
    page = admin.get(DOCTOR)
    admin.post(DOCTOR, {"csrf_token": token(page), **fields}, status=404)
    admin.post(DOCTOR, {"csrf_token": token(page), "action": "add-mandate", "code": "D", "kind": "friend"}, status=404)


def test_neither_prescriber_nor_auditor_acts_on_accounts(db: Session, admin: TestApp, browse: Browse, doctor: Account, site: Site) -> None:
    auditor = add_account(db, "eye", roles=(Role.AUDITOR,))
    db.commit()
    for account in (doctor, auditor):
        browser = browse(account)
        fields = {"csrf_token": token(browser.get("/profile")), "action": "disable"}
        for path in ("/admin/accounts/of/boss", NEW):
            browser.post(path, fields, status=404)
    assert {each.outcome for each in events(site, "access.refused")} == {Outcome.REFUSED}
    assert state(admin, "boss") == "Actif"


def test_an_act_asks_for_the_password_when_it_was_given_long_ago(admin: TestApp, db: Session, site: Site) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = post(admin, DOCTOR, action="change", name="Dr Ada", email="ada@exemple.nc", role="prescriber")
    assert asked.html.h1.text == "Confirmez votre mot de passe"
    assert events(site, "account.change") == []
    form = next(form for form in asked.forms.values() if "confirm_password" in form.fields)
    form["confirm_password"] = PASSWORD
    assert form.submit().status_int == 303
    assert [event.object_id for event in events(site, "account.change")] == ["doctor"]


def test_no_password_is_in_the_journal(public_admin: TestApp, db: Session, site: Site) -> None:
    password = post(public_admin, DOCTOR, action="temporary").html.select_one(".once").text
    post(public_admin, DOCTOR, action="invite")
    written = "".join(str([each.object_id, each.detail]) for each in db.scalars(select(AuditEvent)))
    assert password not in written
    assert link(site, "invitation").partition("=")[2] not in written
