"""A lost password: what is sent, what it opens, what it does not tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account, PasswordReset
from ceres.app import Site, make_app
from ceres.audit.models import Outcome
from ceres.db.clock import utcnow
from factories.browsers import BROWSER, HTTPS, log_in, token
from factories.journal import events
from factories.letters import last_letter, letters, link, temporary_password
from factories.passwords import WRONG, cheap_hash
from factories.people import add_account

CHOSEN = "trois roussettes sous la pluie"
SENT = "Consultez votre messagerie"


@pytest.fixture
def account(db: Session) -> Account:
    account = add_account(db, password_hash=cheap_hash())
    db.commit()
    return account


def ask(app: TestApp, login: str = "h.marchand", **options: object) -> TestResponse:
    shown = app.get("/password")
    return app.post("/password", {"login": login, "csrf_token": token(shown)}, **options)


def choose(app: TestApp, password: str = CHOSEN, confirmation: str | None = None, **options: object) -> TestResponse:
    page = app.get("/password/new")
    fields = {"password": password, "confirmation": password if confirmation is None else confirmation, "csrf_token": token(page)}
    return app.post("/password/new", fields, **options)


@pytest.mark.usefixtures("account")
def test_a_temporary_password_leads_to_the_choice_of_another(app: TestApp, site: Site) -> None:
    assert SENT in ask(app, status=200).text
    sent = last_letter(site, "temporary_password")
    assert sent.recipient == "h.marchand@exemple.nc"
    entered = log_in(app, password=temporary_password(site), status=303)
    assert entered.location == "http://localhost/password/new"
    assert "ceres" not in app.cookies, "a temporary password opens no session"
    assert app.get("/results").status_int == 303
    assert choose(app, status=303).location == "http://localhost/"
    app.get("/results", status=200)
    assert last_letter(site, "password_changed").recipient == "h.marchand@exemple.nc"
    actions = [(each.action, each.outcome, each.login) for each in events(site) if each.action.startswith("account.")]
    assert actions == [
        ("account.reset", Outcome.SUCCESS, "h.marchand"),
        ("account.reset-used", Outcome.SUCCESS, "h.marchand"),
        ("account.password", Outcome.SUCCESS, "h.marchand"),
        ("account.login", Outcome.SUCCESS, "h.marchand"),
    ]


@pytest.mark.usefixtures("account")
def test_the_former_password_works_until_another_is_chosen(app: TestApp, new_app: Callable[[], TestApp], site: Site) -> None:
    ask(app)
    log_in(new_app(), status=303)
    log_in(app, password=temporary_password(site))
    log_in(new_app(), status=303)
    choose(app)
    log_in(new_app(), status=200)
    log_in(new_app(), password=CHOSEN, status=303)


@pytest.mark.usefixtures("account")
def test_a_temporary_password_serves_once(app: TestApp, new_app: Callable[[], TestApp], site: Site) -> None:
    ask(app)
    sent = temporary_password(site)
    log_in(app, password=sent, status=303)
    log_in(new_app(), password=sent, status=200)
    choose(app, status=303)
    log_in(new_app(), password=sent, status=200)
    assert "n’est plus valable" in app.get("/password/new").text


@pytest.mark.usefixtures("account")
def test_a_temporary_password_is_worth_nothing_after_an_hour(app: TestApp, site: Site) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        ask(app)
        clock.shift(3601)
        log_in(app, password=temporary_password(site), status=200)


@pytest.mark.usefixtures("account")
def test_the_choice_ends_with_the_hour_too(app: TestApp, site: Site) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        ask(app)
        log_in(app, password=temporary_password(site), status=303)
        page = app.get("/password/new")
        clock.shift(3601)
        answer = app.post("/password/new", {"password": CHOSEN, "confirmation": CHOSEN, "csrf_token": token(page)}, status=200)
        assert "n’est plus valable" in answer.text
        log_in(app, status=303)


@pytest.mark.usefixtures("account")
def test_another_demand_replaces_the_first(app: TestApp, site: Site) -> None:
    ask(app)
    first = temporary_password(site)
    ask(app)
    log_in(app, password=first, status=200)
    log_in(app, password=f" {temporary_password(site).upper()} ", status=303)


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("password", "confirmation", "said"),
    [("court", "court", "au moins 12"), ("h.marchand 2026", "h.marchand 2026", "deviner"), (CHOSEN, "autre chose", "diffèrent")],
)
def test_a_bad_choice_can_be_mended(app: TestApp, site: Site, password: str, confirmation: str, said: str) -> None:
    ask(app)
    log_in(app, password=temporary_password(site))
    answer = choose(app, password, confirmation, status=200)
    assert said in answer.text
    assert password not in answer.text
    choose(app, status=303)


def test_the_choice_ends_other_sessions_and_a_suspension(
    app: TestApp, new_app: Callable[[], TestApp], browse: Callable[[Account], TestApp], account: Account, site: Site
) -> None:
    elsewhere = browse(account)
    ask(app)
    log_in(app, password=temporary_password(site), status=303)
    for number in range(10):
        log_in(new_app(), password=WRONG, extra_environ={"REMOTE_ADDR": f"198.51.100.{number}"}, status=200)
    choose(app, status=303)
    elsewhere.get("/results", status=303)
    log_in(new_app(), password=CHOSEN, status=303)


def test_no_answer_tells_whether_a_login_exists(app: TestApp, db: Session, site: Site) -> None:
    add_account(db, "known", password_hash=cheap_hash())
    add_account(db, "disabled", password_hash=cheap_hash()).disabled_at = utcnow()
    db.commit()
    answers = {(answer.status, answer.text) for answer in (ask(app, login) for login in ("known", "unknown", "disabled", "", "é" * 999))}
    assert len(answers) == 1
    assert [each.recipient for each in letters(site)] == ["known@exemple.nc"]
    found = [(each.outcome, each.login) for each in events(site, "account.reset")]
    assert found[:3] == [(Outcome.SUCCESS, "known"), (Outcome.FAILURE, "unknown"), (Outcome.FAILURE, "disabled")]


@pytest.mark.parametrize("login", ["h.marchand", "nobody"])
@pytest.mark.usefixtures("account")
def test_asking_is_throttled_whoever_is_asked_for(app: TestApp, site: Site, login: str) -> None:
    for number in range(10):
        ask(app, login, extra_environ={"REMOTE_ADDR": f"192.0.2.{number}"}, status=200)
    answer = ask(app, login, extra_environ={"REMOTE_ADDR": "192.0.2.99"}, status=429)
    assert answer.headers["Retry-After"] == "600"
    assert "10\u00a0minutes" in answer.text or "10 minutes" in answer.text
    log_in(app, status=303)
    assert events(site, "account.reset")[-1].outcome is Outcome.REFUSED


def test_a_disabled_account_chooses_nothing(app: TestApp, account: Account, db: Session, site: Site) -> None:
    ask(app)
    sent = temporary_password(site)
    log_in(app, password=sent, status=303)
    db.get_one(Account, account.id).disabled_at = utcnow()
    db.commit()
    assert "n’est plus valable" in app.get("/password/new").text


@pytest.mark.usefixtures("account")
def test_what_is_kept_opens_nothing(app: TestApp, db: Session, site: Site) -> None:
    ask(app)
    (kept,) = db.query(PasswordReset).all()
    assert temporary_password(site) not in str(kept.secret_hash)
    assert str(kept.secret_hash).startswith("$argon2id$")
    db.rollback()
    log_in(app, password=temporary_password(site))
    db.expire_all()
    assert (kept.secret_hash, kept.ticket_hash != app.cookies["ceres-choice"]) == (None, True)


@pytest.fixture
def linked(site: Site) -> TestApp:
    """A browser on the site that sends links."""
    settings = site.settings
    changed = replace(
        settings, security=replace(settings.security, reset="link"), site=replace(settings.site, url="https://ceres.exemple.nc")
    )
    return TestApp(make_app(replace(site, settings=changed)), extra_environ=BROWSER)


@pytest.mark.usefixtures("account")
def test_a_site_may_send_a_link(linked: TestApp, site: Site) -> None:
    forged = {**HTTPS, "HTTP_HOST": "elsewhere.example", "HTTP_ORIGIN": "https://elsewhere.example"}
    shown = linked.get("/password", extra_environ=forged)
    linked.post("/password", {"login": "h.marchand", "csrf_token": token(shown)}, extra_environ=forged, status=200)
    letter = last_letter(site, "reset_link")
    assert "https://ceres.exemple.nc/password/new?key=" in letter.text
    assert "elsewhere" not in letter.text + letter.html
    path = link(site, "reset_link")
    assert linked.get(path, status=303).location == "http://localhost/password/new"
    log_in(linked, status=303)  # opening the link changed nothing
    linked.get(path)
    choose(linked, status=303)
    linked.get(path)
    assert "n’est plus valable" in linked.get("/password/new").text


def test_a_made_up_link_leads_nowhere(linked: TestApp) -> None:
    for key in ("", "x", "A" * 43, "é"):
        linked.get("/password/new", {"key": key}, status=303)
        assert "n’est plus valable" in linked.get("/password/new").text
    page = linked.get("/password")
    answer = linked.post("/password/new", {"password": CHOSEN, "confirmation": CHOSEN, "csrf_token": token(page)}, status=200)
    assert "n’est plus valable" in answer.text


def test_somebody_else_who_was_signed_in_is_not_any_more(
    browse: Callable[[Account], TestApp], new_app: Callable[[], TestApp], account: Account, db: Session, site: Site
) -> None:
    other = add_account(db, "other")
    db.commit()
    browser = browse(other)
    ask_page = browser.get("/password")
    browser.post("/password", {"login": "h.marchand", "csrf_token": token(ask_page)})
    former = browser.cookies["ceres"]
    log_in(browser, password=temporary_password(site), page="/password")
    page = browser.get("/password/new")
    browser.post("/password/new", {"password": CHOSEN, "confirmation": CHOSEN, "csrf_token": token(page)}, status=303)
    assert browser.cookies["ceres"] != former
    again = new_app()
    again.set_cookie("ceres", former)
    again.get("/results", status=303)
