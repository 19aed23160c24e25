"""Log-in and log-out, through the pages people use."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.audit.models import AuditEvent, Outcome
from ceres.db.clock import utcnow
from ceres.sessions.models import LoginSession, SessionEnd
from ceres.sessions.services import token_hash
from factories.browsers import BROWSER, HTTPS, log_in, token
from factories.passwords import PASSWORD, WRONG, cheap_hash
from factories.people import add_account

FAILED = "Identifiant ou mot de passe incorrect"


@pytest.fixture
def account(db: Session) -> Account:
    account = add_account(db, password_hash=cheap_hash())
    db.commit()
    return account


def traces(db: Session, action: str = "account.login") -> list[AuditEvent]:
    db.rollback()
    db.expire_all()
    return list(db.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def sessions(db: Session) -> list[LoginSession]:
    db.rollback()
    db.expire_all()
    return list(db.scalars(select(LoginSession).order_by(LoginSession.id)))


def cookie(app: TestApp) -> str:
    return str(app.cookies["ceres"])


@pytest.mark.usefixtures("account")
def test_the_right_password_opens_a_session(app: TestApp, db: Session) -> None:
    answer = log_in(app)
    assert (answer.status_int, answer.location) == (303, "http://localhost/")
    (session,) = sessions(db)
    assert session.token_hash == token_hash(cookie(app)) != cookie(app)
    (event,) = traces(db)
    assert (event.outcome, event.login, event.session_id, event.ip) == (Outcome.SUCCESS, "h.marchand", session.public_id, "127.0.0.1")
    assert app.get("/login").status_int == 303


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("login", ["H.Marchand", "  h.marchand ", "ｈ.marchand"])
def test_spellings_of_a_login_are_one(app: TestApp, login: str) -> None:
    log_in(app, login, status=303)


def test_four_failures_look_the_same(app: TestApp, db: Session) -> None:
    add_account(db, "known", password_hash=cheap_hash())
    add_account(db, "disabled", password_hash=cheap_hash()).disabled_at = utcnow()
    add_account(db, "no-password")
    db.commit()
    pages = set()
    for login, password in (("known", WRONG), ("unknown", PASSWORD), ("disabled", PASSWORD), ("no-password", "")):
        answer = log_in(app, login, password, status=200)
        assert FAILED in answer.text
        assert password not in answer.text or not password
        pages.add(answer.text.replace(f'value="{login}"', ""))
    assert len(pages) == 1
    assert sessions(db) == []
    found = [(event.outcome, event.login, event.detail["reason"]) for event in traces(db)]
    assert found == [
        (Outcome.FAILURE, "known", "password"),
        (Outcome.FAILURE, "unknown", "unknown"),
        (Outcome.FAILURE, "disabled", "disabled"),
        (Outcome.FAILURE, "no-password", "no-password"),
    ]


@pytest.mark.usefixtures("account")
def test_a_password_typed_as_login_is_not_kept(app: TestApp, db: Session) -> None:
    log_in(app, "Cagou & Niaouli!", "x", status=200)
    assert [event.login for event in traces(db)] == [""]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("login", ["", "\x00", "a\r\nb", "é" * 5000, "\u202e", "%", "'; --", "login:"])
def test_odd_logins_fail_like_the_others(app: TestApp, login: str) -> None:
    assert FAILED in log_in(app, login, "x" * 5000, status=200).text
    gc.collect()  # WebOb leaves the closing of a long form to the collector: let it happen here


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_files_instead_of_text_fail_like_the_others(app: TestApp) -> None:
    found = token(app.get("/login"))
    app.post("/login", {"csrf_token": found}, upload_files=[("login", "a", b"b"), ("password", "c", b"d")], status=200)
    app.post("/login", {}, upload_files=[("csrf_token", "a", b"b")], status=400)
    gc.collect()  # WebOb leaves the closing of what was sent to the collector: let it happen here


@pytest.mark.usefixtures("account")
def test_the_cookie_is_out_of_reach(app: TestApp) -> None:
    plain = log_in(app).headers.getall("Set-Cookie")
    assert [each.split("; ")[1:] for each in plain if each.startswith("ceres=")] == [["Path=/", "HttpOnly", "SameSite=Lax"]]


@pytest.mark.usefixtures("account")
def test_over_https_no_other_host_can_set_the_cookie(app: TestApp) -> None:
    answer = log_in(app, extra_environ=HTTPS)
    (given,) = [each for each in answer.headers.getall("Set-Cookie") if "ceres=" in each]
    assert given.startswith("__Host-ceres=")
    assert {"Path=/", "secure", "HttpOnly", "SameSite=Lax"} == set(given.split("; ")[1:])
    assert "Domain" not in given
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.usefixtures("account")
def test_a_session_brought_along_is_never_taken_over(app: TestApp, db: Session) -> None:
    app.set_cookie("ceres", "A" * 43)
    log_in(app, status=303)
    assert cookie(app) != "A" * 43
    first = cookie(app)
    app.post("/login", {"login": "h.marchand", "password": PASSWORD, "csrf_token": session_token(app)}, status=303)
    assert cookie(app) != first
    old, new = sessions(db)
    assert (old.token_hash, old.end_reason, new.ended_at) == (token_hash(first), SessionEnd.LOGOUT, None)


def session_token(app: TestApp) -> str:
    return token(app.get("/results"))


@pytest.mark.usefixtures("account")
def test_a_forged_form_opens_no_session(app: TestApp, new_app: Callable[[], TestApp], db: Session) -> None:
    theirs = token(new_app().get("/login"))
    app.get("/login")
    for forged in ({}, {"csrf_token": ""}, {"csrf_token": theirs}, {"csrf_token": "\ud800".encode("utf-8", "surrogatepass")}):
        app.post("/login", {"login": "h.marchand", "password": PASSWORD, **forged}, status=400)
    assert sessions(db) == []
    found = [(event.outcome, event.detail["reason"], event.object_type) for event in traces(db, "access.refused")]
    assert found[:3] == [(Outcome.REFUSED, "csrf", "login")] * 3


@pytest.mark.usefixtures("account")
def test_over_https_a_form_of_another_site_is_refused(app: TestApp) -> None:
    found = token(app.get("/login", extra_environ=HTTPS))
    fields = {"login": "h.marchand", "password": PASSWORD, "csrf_token": found}
    app.post("/login", fields, extra_environ={**HTTPS, "HTTP_ORIGIN": "https://elsewhere.example"}, status=400)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/results?search=abc", "/results?search=abc"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\t/elsewhere.example", "/"),
        ("/ok\r\nX: y", "/"),
        ("javascript:alert(1)", "/"),
        ("/logout", "/"),
        ("/login?next=/results", "/"),
        ("results", "/"),
        ("/" + "a" * 600, "/"),
    ],
)
@pytest.mark.usefixtures("account")
def test_log_in_leads_back_to_pages_of_this_site_only(app: TestApp, asked: str, shown: str) -> None:
    assert log_in(app, next=asked).location == f"http://localhost{shown}"


@pytest.mark.usefixtures("account")
def test_a_visitor_comes_back_to_the_page_asked_for(app: TestApp) -> None:
    sent = app.get("/results?after=x", status=303)
    assert sent.location == "http://localhost/login?next=%2Fresults%3Fafter%3Dx"
    page = sent.follow()
    form = next(iter(page.forms.values()))
    form["login"], form["password"] = "h.marchand", PASSWORD
    assert form.submit().location == "http://localhost/results?after=x"


def test_the_home_page_leads_a_visitor_to_the_form(app: TestApp) -> None:
    assert app.get("/", status=303).location == "http://localhost/login"


@pytest.mark.usefixtures("account")
def test_log_out_ends_the_session_everywhere_at_once(app: TestApp, site: Site, db: Session) -> None:
    log_in(app)
    stolen = cookie(app)
    form = session_token(app)
    answer = app.post("/logout", {"csrf_token": form}, status=303)
    assert answer.location == "http://localhost/login"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "ceres" not in app.cookies or not app.cookies["ceres"]
    other_process = TestApp(make_app(site), extra_environ=BROWSER)
    other_process.set_cookie("ceres", stolen)
    assert other_process.get("/results", status=303).location.startswith("http://localhost/login")
    (session,) = sessions(db)
    assert session.end_reason is SessionEnd.LOGOUT
    (event,) = traces(db, "account.logout")
    assert (event.outcome, event.login, event.session_id) == (Outcome.SUCCESS, "h.marchand", session.public_id)


@pytest.mark.usefixtures("account")
def test_log_out_wants_its_token_and_no_link(app: TestApp, db: Session) -> None:
    log_in(app)
    app.post("/logout", {}, status=400)
    assert app.get("/logout", status=405).headers["Allow"] == "POST"
    app.get("/results", status=200)
    assert [event.detail["reason"] for event in traces(db, "access.refused")] == ["csrf"]


def test_log_out_of_a_session_that_is_over_leads_to_the_form(app: TestApp) -> None:
    assert app.post("/logout", {}, status=303).location == "http://localhost/login"


def test_the_next_session_knows_of_the_last_log_in(app: TestApp, account: Account, db: Session) -> None:
    log_in(app, extra_environ={"REMOTE_ADDR": "192.0.2.7"})
    app.reset()
    log_in(app)
    first, second = sessions(db)
    assert (first.previous_login_at, first.previous_login_ip) == (None, "")
    assert (second.previous_login_at, second.previous_login_ip) == (first.created_at, "192.0.2.7")


def test_a_hash_of_former_costs_is_made_anew(app: TestApp, account: Account, db: Session) -> None:
    log_in(app)
    db.refresh(account)
    assert "m=19456,t=2,p=1" in str(account.password_hash)
    db.rollback()
    app.reset()
    log_in(app, status=303)


def test_disabling_ends_sessions_in_every_process(app: TestApp, site: Site, account: Account, db: Session) -> None:
    log_in(app)
    other_process = TestApp(make_app(site), extra_environ=BROWSER)
    other_process.set_cookie("ceres", cookie(app))
    other_process.get("/results", status=200)
    account.disabled_at = utcnow() - timedelta(seconds=1)
    db.merge(account)
    db.commit()
    for browser in (app, other_process):
        browser.get("/results", status=303)
