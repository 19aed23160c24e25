"""« Mon profil »: each form, each refusal, and what nobody else can do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account, EmailChange, PasswordReset
from ceres.accounts.purge import purge_demands
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.sessions.models import LoginSession
from factories.browsers import log_in, token
from factories.journal import events
from factories.letters import last_letter, letters, link
from factories.passwords import PASSWORD, WRONG, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report
from factories.switches import add_switch

NEW = "helene@cabinet.example"
CHOSEN = "trois roussettes sous la pluie"
FORMS = ("email", "email/cancel", "password", "reset", "language", "sessions")


@pytest.fixture
def account(db: Session) -> Account:
    account = add_account(db, password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def browser(browse: Callable[[Account], TestApp], account: Account) -> TestApp:
    return browse(account)


def send(browser: TestApp, form: str, page: str = "/profile", **fields: str) -> TestResponse:
    """Send one form of the page with its token."""
    status = int(fields.pop("status", "303"))
    return browser.post(f"/profile/{form}", {"csrf_token": token(browser.get(page)), **fields}, status=status)


def stored(site: Site, account: Account) -> Account:
    with site.database.read() as db:
        return db.get_one(Account, account.id)


def test_the_page_shows_its_panels_in_order(browser: TestApp) -> None:
    page = browser.get("/profile")
    titles = [each.get_text() for each in page.html.select("main section h2")]
    assert titles == [
        "Adresse électronique",
        "Mot de passe",
        "Avertissement de mise à disposition",
        "Sessions ouvertes",
        "Langue",
        "Mes données",
        "Mes derniers accès",
    ]


def test_nothing_of_the_page_opens_for_a_visitor(app: TestApp) -> None:
    for path in ("/profile", "/profile/history", "/profile/export.json"):
        assert app.get(path, status=303).location.startswith("http://localhost/login?next=%2Fprofile")
    for form in FORMS:
        app.post(f"/profile/{form}", status=403)


def test_a_form_without_its_token_is_refused(browser: TestApp) -> None:
    for form in FORMS:
        browser.post(f"/profile/{form}", {"email": NEW, "current_password": PASSWORD, "which": "all"}, status=400)
    browser.get("/profile", status=200)


def test_the_address_of_a_form_leads_to_the_page(browser: TestApp) -> None:
    for form in FORMS:
        assert browser.get(f"/profile/{form}", status=303).location == "http://localhost/profile"


def test_without_its_plugin_there_is_no_page_and_no_way_to_it(browser: TestApp, app: TestApp, db: Session) -> None:
    assert "Modifier mon profil" in browser.get("/results")
    csrf = token(browser.get("/profile"))
    add_switch(db, "profile", enabled=False)
    db.commit()
    assert "profil" not in browser.get("/results").text.lower()
    for path in ("", "/history", "/export.json", *(f"/{form}" for form in FORMS), "/email/confirm", "/email/object"):
        browser.get(f"/profile{path}", status=404)
    for form in (*FORMS, "email/confirm", "email/object"):
        browser.post(f"/profile/{form}", {"csrf_token": csrf}, status=404)
        app.post(f"/profile/{form}", status=404)


# Address


def test_an_address_changes_once_the_new_one_has_answered(
    browser: TestApp, app: TestApp, account: Account, db: Session, site: Site
) -> None:
    answer = send(browser, "email", email=NEW, current_password=PASSWORD)
    assert answer.location == "http://localhost/profile?done=email"
    page = answer.follow()
    assert page.html.find(role="status").get_text(strip=True).startswith(f"Un lien vient d’être envoyé à {NEW}.")
    assert "En attente de confirmation" in page
    assert [(each.kind, each.recipient) for each in letters(site)] == [
        ("ceres/mail/email_confirm", NEW),
        ("ceres/mail/email_warning", "h.marchand@exemple.nc"),
    ]
    opened = app.get(link(site, "email_confirm"))
    assert stored(site, account).email == "h.marchand@exemple.nc", "a programme that opens links changed the address"
    assert "Adresse modifiée" in opened.forms[0].submit()
    assert stored(site, account).email == NEW
    told = last_letter(site, "email_changed")
    assert (told.recipient, NEW in told.text) == ("h.marchand@exemple.nc", True)
    assert "n’est plus valable" in app.get(link(site, "email_confirm"))
    assert [each.action for each in events(site)][-2:] == ["account.email-asked", "account.email-changed"]
    assert "En attente" not in browser.get("/profile")


def test_the_former_address_can_object(browser: TestApp, app: TestApp, account: Account, site: Site) -> None:
    send(browser, "email", email=NEW, current_password=PASSWORD)
    opened = app.get(link(site, "email_warning"))
    browser.get("/profile", status=200)
    assert "Changement empêché" in opened.forms[0].submit()
    browser.get("/profile", status=303)  # whoever asked for it is out
    assert "n’est plus valable" in app.get(link(site, "email_confirm"))
    assert stored(site, account).email == "h.marchand@exemple.nc"
    assert events(site)[-1].detail == {"by": "former-address", "sessions": 1}


def test_neither_link_does_what_the_other_does(browser: TestApp, app: TestApp, account: Account, db: Session, site: Site) -> None:
    send(browser, "email", email=NEW, current_password=PASSWORD)
    for kind, other in (("email_confirm", "object"), ("email_warning", "confirm")):
        key = link(site, kind).partition("key=")[2]
        csrf = token(app.get(link(site, kind)))
        assert "n’est plus valable" in app.post(f"/profile/email/{other}", {"key": key, "csrf_token": csrf})
    assert stored(site, account).email == "h.marchand@exemple.nc"
    assert db.scalar(select(EmailChange.email)) == NEW
    db.rollback()


def test_a_change_nobody_confirms_expires(browser: TestApp, app: TestApp, site: Site) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        send(browser, "email", email=NEW, current_password=PASSWORD)
        path = link(site, "email_confirm")
        page = app.get(path)
        clock.shift(24 * 3600 + 1)
        assert "n’est plus valable" in page.forms[0].submit()
        assert "n’est plus valable" in app.get(path)


def test_what_expired_is_forgotten(browser: TestApp, db: Session) -> None:
    send(browser, "email", email=NEW, current_password=PASSWORD)
    send(browser, "reset")
    for seconds, left in ((3600 - 1, 2), (3600 + 5, 1), (86400 + 5, 0)):
        purge_demands(db, utcnow() + timedelta(seconds=seconds))
        db.commit()
        assert db.scalar(select(func.count()).select_from(PasswordReset)) + db.scalar(select(func.count()).select_from(EmailChange)) == left
        db.commit()


def test_a_change_can_be_given_up(browser: TestApp, app: TestApp, site: Site) -> None:
    send(browser, "email", email=NEW, current_password=PASSWORD)
    assert "Changement abandonné" in send(browser, "email/cancel").follow()
    assert "n’est plus valable" in app.get(link(site, "email_confirm"))


def test_another_change_replaces_the_first(browser: TestApp, app: TestApp, account: Account, site: Site) -> None:
    send(browser, "email", email="first@cabinet.example", current_password=PASSWORD)
    first = link(site, "email_confirm")
    send(browser, "email", email=NEW, current_password=PASSWORD)
    assert "n’est plus valable" in app.get(first)
    app.get(link(site, "email_confirm")).forms[0].submit()
    assert stored(site, account).email == NEW


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "a@b.nc, c@d.nc", "a\r\nBcc: c@d.nc@e.nc", "é" * 300 + "@d.nc", "H.Marchand@Exemple.nc"]
)
def test_an_address_that_will_not_do_is_said_beside_its_field(browser: TestApp, site: Site, address: str) -> None:
    page = send(browser, "email", email=address, current_password=PASSWORD, status="200")
    field = page.html.find(id="email-new")
    assert field["aria-invalid"] == "true"
    assert page.html.find(id="email-new-error").get_text(strip=True).startswith(("Ce n’est pas", "C’est déjà"))
    assert letters(site) == []


def test_a_wrong_password_changes_nothing(browser: TestApp, site: Site) -> None:
    page = send(browser, "email", email=NEW, current_password=WRONG, status="200")
    assert page.html.find(id="email-password-error").get_text(strip=True) == "Ce n’est pas votre mot de passe actuel."
    assert page.html.find(id="email-new")["value"] == NEW
    page = send(browser, "password", current_password=WRONG, new_password=CHOSEN, status="200")
    assert page.html.find(id="password-current-error")
    assert CHOSEN not in page
    assert letters(site) == []


def test_guessing_the_password_there_is_throttled_too(browser: TestApp, site: Site) -> None:
    guess = {"email": NEW, "current_password": WRONG, "new_password": CHOSEN, "csrf_token": token(browser.get("/profile"))}
    for number in range(10):
        browser.post(f"/profile/{('email', 'password')[number % 2]}", guess, status=200)
    answer = send(browser, "email", email=NEW, current_password=PASSWORD, status="429")
    assert answer.headers["Retry-After"] == "600"
    assert "Réessayez dans 10" in answer
    assert letters(site) == []


# Password


def test_a_password_is_changed_and_announced(browser: TestApp, browse: Callable[[Account], TestApp], account: Account, site: Site) -> None:
    elsewhere = browse(account)
    answer = send(browser, "password", current_password=PASSWORD, new_password=CHOSEN)
    assert "Mot de passe changé" in answer.follow()
    elsewhere.get("/results", status=303)
    assert last_letter(site, "password_changed").recipient == account.email
    (event,) = events(site, "account.password")
    assert (event.login, event.detail) == ("h.marchand", {"sessions": 1})


def test_the_new_password_opens_and_the_former_does_not(browser: TestApp, new_app: Callable[[], TestApp]) -> None:
    send(browser, "password", current_password=PASSWORD, new_password=CHOSEN)
    log_in(new_app(), status=200)
    log_in(new_app(), password=CHOSEN, status=303)


@pytest.mark.parametrize("password", ["", "court", "h.marchand 2026", "x" * 129])
def test_a_password_that_is_not_good_enough_is_refused(browser: TestApp, new_app: Callable[[], TestApp], password: str) -> None:
    page = send(browser, "password", current_password=PASSWORD, new_password=password, status="200")
    assert page.html.find(id="password-new-error")
    log_in(new_app(), status=303)


def test_a_reset_is_sent_to_the_address_of_the_profile(browser: TestApp, site: Site) -> None:
    assert "huit caractères vient de vous être envoyé" in send(browser, "reset").follow()
    assert last_letter(site, "temporary_password").recipient == "h.marchand@exemple.nc"
    form = {"csrf_token": token(browser.get("/profile"))}
    for _ in range(9):
        browser.post("/profile/reset", form, status=303)
    assert "Réessayez dans" in send(browser, "reset", status="429")


# Sessions


def test_one_session_can_be_closed(browser: TestApp, browse: Callable[[Account], TestApp], account: Account, site: Site) -> None:
    elsewhere = browse(account)
    page = browser.get("/profile")
    (other,) = [each["value"] for each in page.html.select("#sessions input[name=session]")]
    assert "Cette session" in page
    assert "Session fermée" in send(browser, "sessions", session=other).follow()
    elsewhere.get("/results", status=303)
    (event,) = events(site, "session.closed")
    assert event.object_id == other
    assert not browser.get("/profile").html.select("#sessions input[name=session]")


def test_nobody_closes_the_session_of_another(browser: TestApp, browse: Callable[[Account], TestApp], db: Session) -> None:
    other = add_account(db, "other")
    db.commit()
    elsewhere = browse(other)
    theirs = db.scalars(select(LoginSession.public_id).where(LoginSession.account_id == other.id)).one()
    db.rollback()
    send(browser, "sessions", session=theirs)
    elsewhere.get("/results", status=200)


def test_all_others_can_be_closed(browser: TestApp, browse: Callable[[Account], TestApp], account: Account) -> None:
    others = [browse(account) for _ in range(2)]
    send(browser, "sessions", which="others")
    for other in others:
        other.get("/results", status=303)
    browser.get("/profile", status=200)


def test_one_can_log_out_everywhere(browser: TestApp, browse: Callable[[Account], TestApp], account: Account) -> None:
    others = [browse(account) for _ in range(2)]
    assert send(browser, "sessions", which="all").location == "http://localhost/login"
    for each in (browser, *others):
        each.get("/results", status=303)


def test_a_session_that_is_over_is_not_shown(browser: TestApp, account: Account, db: Session) -> None:
    ended = utcnow() - timedelta(seconds=2701)
    for number, changes in enumerate(({"last_seen_at": ended}, {"ended_at": utcnow()}, {"created_at": utcnow() - timedelta(hours=13)})):
        moments = {"created_at": utcnow(), "last_seen_at": utcnow(), "authenticated_at": utcnow(), **changes}
        db.add(LoginSession(public_id=f"over-{number}", token_hash=str(number), account_id=account.id, **moments))
    db.commit()
    assert len(browser.get("/profile").html.select("#sessions tbody tr")) == 1


# Language


def test_the_language_of_the_account_is_that_of_pages_and_letters(browser: TestApp, account: Account, site: Site) -> None:
    browser.get("/language/fr")
    assert "Language saved" in send(browser, "language", language="en").follow()
    assert stored(site, account).language == "en"
    send(browser, "reset")
    assert "temporary password" in last_letter(site, "temporary_password").subject
    for wrong in ("", "de", "../fr"):
        send(browser, "language", language=wrong)
        assert stored(site, account).language == ""


# History and data


def test_the_history_is_one_s_own_and_paged(browser: TestApp, browse: Callable[[Account], TestApp], db: Session, account: Account) -> None:
    prescriber = add_prescriber(db)
    add_mandate(db, account, prescriber)
    report = add_report(db, prescriber, section="BIOCHIMIE", number="214000873")
    other = add_account(db, "other")
    db.commit()
    browse(other).get("/results")
    browser.get(f"/reports/{report.public_id}")
    for _ in range(27):
        browser.get("/results")
    page = browser.get("/profile/history")
    assert len(page.html.select(".own-table tbody tr")) == 25
    assert "BIOCHIMIE" not in page
    older = page.click("Plus anciens")
    rows = [each.get_text(" ", strip=True) for each in older.html.select(".own-table tbody tr")]
    assert len(rows) == 3
    assert "Lecture d’un compte rendu 214000873 – BIOCHIMIE" in rows[-1]
    assert "PATIENT" not in older.text.upper().replace("DONNÉES DES PATIENTS", "")
    older.click("Première page")
    assert len(browser.get("/profile").html.select("#history tbody tr")) == 5


@pytest.mark.parametrize("before", ["x", "-1", "٣", "9" * 30, "0", "1 OR 1=1"])
def test_an_odd_page_of_the_history_shows_something_harmless(browser: TestApp, before: str) -> None:
    browser.get("/profile/history", {"before": before}, status=200)


def test_a_failed_log_in_is_seen(browser: TestApp, app: TestApp) -> None:
    log_in(app, password=WRONG, extra_environ={"REMOTE_ADDR": "198.51.100.7"})
    row = browser.get("/profile/history").html.select_one(".own-table tbody tr").get_text(" ", strip=True)
    assert "Échec Connexion mot de passe incorrect IP\u00a0: 198.51.100.7" in row


def test_one_s_own_data_can_be_taken_along(browser: TestApp, account: Account, db: Session, site: Site) -> None:
    add_mandate(db, account, add_prescriber(db))
    db.commit()
    send(browser, "email", email=NEW, current_password=PASSWORD)
    answer = browser.get("/profile/export.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ceres.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.json
    assert (data["account"]["login"], data["account"]["roles"], data["pending_email"]) == ("h.marchand", ["prescriber"], NEW)
    assert [each["codes"] for each in data["mandates"]] == [["DR1"]]
    assert [each["ip"] for each in data["sessions"]] == ["127.0.0.1"]
    assert data["accesses"][0]["action"] == "account.email-asked"
    assert "hash" not in answer.text
    assert events(site)[-1].action == "account.export"
