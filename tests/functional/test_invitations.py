"""Invitations: what is sent, what the link opens, how long; and temporary passwords, for those whom mail does not reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, PasswordReset
from ceres.accounts.purge import purge_demands
from ceres.accounts.refusals import DisabledAccount, NoInvitation
from ceres.app import Site
from ceres.audit.entry import AuditEntry
from ceres.db.clock import utcnow
from ceres.mail.mailer import Mailer
from ceres.recovery.invitations import Invitations
from ceres.security.passwords import make_passwords
from factories.browsers import HTTPS, log_in, token
from factories.letters import last_letter, link
from factories.passwords import cheap_hash
from factories.people import add_account
from factories.workers import letters_of

CHOSEN = "trois roussettes sous la pluie"
WEEK = timedelta(days=7)


@pytest.fixture
def traces() -> list[AuditEntry]:
    return []


@pytest.fixture
def invitations(db: Session, public_site: Site, traces: list[AuditEntry]) -> Invitations:
    mailer = Mailer(db, letters_of(public_site), public_site.settings, utcnow())
    return Invitations(db, mailer, public_site.settings, make_passwords(), traces.append, utcnow())


def choose(browser: TestApp, password: str = CHOSEN) -> int:
    page = browser.get("/password/new")
    fields = {"password": password, "confirmation": password, "csrf_token": token(page)}
    return int(browser.post("/password/new", fields).status_int)


def test_the_invited_person_chooses_a_password_and_is_in(
    invitations: Invitations, public_app: TestApp, db: Session, site: Site, traces: list[AuditEntry]
) -> None:
    invitations.send(add_account(db))
    db.commit()
    assert [(each.action, each.object_id) for each in traces] == [("account.invite", "h.marchand")]
    letter = last_letter(site, "invitation")
    assert letter.recipient == "h.marchand@exemple.nc"
    assert "https://ceres.exemple.nc/password/new?key=" in letter.text
    assert "https://ceres.exemple.nc/password/new?key=" in letter.html
    path = link(site, "invitation")
    forged = {**HTTPS, "HTTP_HOST": "elsewhere.example"}
    assert public_app.get(path, extra_environ=forged, status=303).location == "https://elsewhere.example/password/new"
    public_app.get(path, status=303)
    assert "Il ouvrira le compte h.marchand" in public_app.get("/password/new").text
    assert choose(public_app) == 303
    public_app.get("/results", status=200)


def test_a_link_works_once(invitations: Invitations, public_app: TestApp, new_app: Callable[[], TestApp], db: Session, site: Site) -> None:
    invitations.send(add_account(db))
    db.commit()
    path = link(site, "invitation")
    public_app.get(path)
    choose(public_app)
    again = new_app()
    again.get(path)
    assert "n’est plus valable" in again.get("/password/new").text
    log_in(again, password=CHOSEN, status=303)


def test_a_link_ends_after_a_week_and_is_kept_to_be_shown(invitations: Invitations, public_app: TestApp, db: Session, site: Site) -> None:
    invitations.send(add_account(db))
    db.commit()
    path = link(site, "invitation")
    with time_machine.travel(utcnow() + WEEK - timedelta(minutes=1), tick=False) as clock:
        public_app.get(path)
        assert "Il ouvrira" in public_app.get("/password/new").text
        clock.shift(120)
        assert "n’est plus valable" in public_app.get("/password/new").text
        purge_demands(db, utcnow())
        assert len(db.scalars(select(PasswordReset)).all()) == 1


def test_another_invitation_replaces_the_first(invitations: Invitations, public_app: TestApp, db: Session, site: Site) -> None:
    account = add_account(db)
    invitations.send(account)
    db.commit()
    first = link(site, "invitation")
    invitations.send(account)
    db.commit()
    public_app.get(first)
    assert "n’est plus valable" in public_app.get("/password/new").text
    public_app.get(link(site, "invitation"))
    assert "Il ouvrira" in public_app.get("/password/new").text


def test_whoever_had_a_password_has_none_any_more(
    invitations: Invitations, browse: Callable[[Account], TestApp], new_app: Callable[[], TestApp], db: Session, site: Site
) -> None:
    account = add_account(db, password_hash=cheap_hash())
    account.password_changed_at = utcnow()
    db.commit()
    browser = browse(account)
    invitations.send(db.get_one(Account, account.id))
    db.commit()
    assert browser.get("/results").status_int == 303
    log_in(new_app(), status=200)
    assert "a été retiré par l’administration" in last_letter(site, "invitation").text


def test_a_demand_that_anybody_can_make_does_not_end_an_invitation(
    invitations: Invitations, public_app: TestApp, app: TestApp, db: Session, site: Site
) -> None:
    invitations.send(add_account(db))
    db.commit()
    shown = app.get("/password")
    app.post("/password", {"login": "h.marchand", "csrf_token": token(shown)})
    public_app.get(link(site, "invitation"))
    assert choose(public_app) == 303


def test_a_temporary_password_leads_to_the_choice_of_another_once(
    invitations: Invitations, new_app: Callable[[], TestApp], db: Session, traces: list[AuditEntry]
) -> None:
    given = invitations.hand_over(add_account(db))
    db.commit()
    assert [each.action for each in traces] == ["account.temporary"]
    assert given not in str(traces)
    browser = new_app()
    assert log_in(browser, password=given, status=303).location == "http://localhost/password/new"
    log_in(new_app(), password=given, status=200)
    assert choose(browser) == 303
    log_in(new_app(), password=CHOSEN, status=303)


def test_of_two_temporary_passwords_the_newest_opens(
    invitations: Invitations, app: TestApp, new_app: Callable[[], TestApp], db: Session, site: Site
) -> None:
    given = invitations.hand_over(add_account(db))
    db.commit()
    shown = app.get("/password")
    app.post("/password", {"login": "h.marchand", "csrf_token": token(shown)})
    log_in(new_app(), password=given, status=200)
    with time_machine.travel(utcnow() + timedelta(hours=2), tick=False):
        log_in(new_app(), password=given, status=303)


def test_who_may_not_sign_in_is_not_invited(invitations: Invitations, db: Session) -> None:
    account = add_account(db)
    account.disabled_at = utcnow()
    for act in (invitations.send, invitations.hand_over):
        with pytest.raises(DisabledAccount):
            act(account)


def test_a_site_that_does_not_know_its_address_invites_nobody(db: Session, site: Site) -> None:
    mailer = Mailer(db, letters_of(site), site.settings, utcnow())
    without = Invitations(db, mailer, site.settings, make_passwords(), lambda _entry: None, utcnow())
    assert not without.possible
    with pytest.raises(NoInvitation):
        without.send(add_account(db))
