"""« Courriels » and « À propos »."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from ceres.security.permissions import Role
from factories.journal import events
from factories.passwords import cheap_hash
from factories.people import add_account
from factories.workers import outbox

Browse = Callable[[Account], TestApp]
PAGE = "/admin/mail"
_serial = count(1)


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def add_mail(db: Session, recipient: str, **values: Any) -> MailMessage:
    usual = {"kind": "ceres/mail/test", "language": "fr", "subject": "Essai", "text": "secret", "html": "", "created_at": utcnow()}
    message = MailMessage(message_id=f"<{next(_serial)}@test>", recipient=recipient, not_before=utcnow(), **(usual | values))
    db.add(message)
    db.commit()
    return message


def post(admin: TestApp, **fields: str) -> TestResponse:
    token = admin.get(PAGE).html.select_one("input[name=csrf_token]")["value"]
    return admin.post(PAGE, {"csrf_token": token, **fields})


def tags(admin: TestApp) -> list[str]:
    return [tag.text for tag in admin.get(PAGE).html.select("tbody .tag")]


def test_what_has_not_left_is_listed_without_what_it_says(admin: TestApp, db: Session) -> None:
    assert "Aucun courriel" in admin.get(PAGE).text
    add_mail(db, "a@exemple.nc", attempts=2, last_error="Le serveur ne répond pas.")
    add_mail(db, "b@exemple.nc", attempts=8, given_up_at=utcnow(), last_error="Adresse refusée.")
    add_mail(db, "c@exemple.nc", sent_at=utcnow())
    page = admin.get(PAGE)
    assert "2 messages qui ne sont pas partis" in page.text
    assert tags(admin) == ["Abandonné", "En attente"]
    assert "Adresse refusée." in page.text
    assert "secret" not in page.text
    assert "c@exemple.nc" not in page.text


def test_one_or_all_are_tried_again(admin: TestApp, db: Session, site: Site) -> None:
    first, second = (add_mail(db, f"{name}@exemple.nc", attempts=8, given_up_at=utcnow()) for name in "ab")
    assert post(admin, number=str(first.id)).status_int == 303
    assert tags(admin) == ["Abandonné", "En attente"]
    assert post(admin, number="all").status_int == 303
    assert tags(admin) == ["En attente", "En attente"]
    traced = [(event.login, event.object_id) for event in events(site, "mail.retry")]
    assert traced == [("boss", str(first.id)), ("boss", str(second.id))]


def test_what_does_not_wait_is_not_found(admin: TestApp, db: Session) -> None:
    sent = add_mail(db, "a@exemple.nc", sent_at=utcnow())
    for number in (str(sent.id), "99999", "x", ""):
        token = admin.get("/admin/plugins").html.select_one("input[name=csrf_token]")["value"]
        admin.post(PAGE, {"csrf_token": token, "number": number}, status=404)
    admin.post(PAGE, {"number": "all"}, status=400)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_versions_and_licences_are_shown(admin: TestApp, language: str) -> None:
    admin.get(f"/language/{language}")
    page = admin.get("/admin/about")
    assert page.html.html["lang"] == language
    assert "AGPL-3.0-or-later" in page.text
    named = {" ".join(row.text.split()) for row in page.html.select("tbody tr")}
    assert any(row.startswith("SQLAlchemy 2.") and row.endswith("MIT") for row in named)
    assert not any(row.startswith("pytest") for row in named)


def test_a_letter_of_trial_goes_to_whoever_asks_for_it(admin: TestApp, site: Site) -> None:
    token = admin.get(PAGE).html.select_one("input[name=csrf_token]")["value"]
    page = admin.post(PAGE, {"csrf_token": token, "action": "test"})
    assert "boss@" in page.html.select_one("[role=status]").text
    with site.database.read() as db:
        assert [(each.recipient.startswith("boss@"), each.kind) for each in outbox(db)] == [(True, "ceres/mail/test")]
    assert [event.login for event in events(site, "mail.test")] == ["boss"]


def test_whoever_has_no_part_in_it_finds_nothing(db: Session, browse: Browse, site: Site) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    for path in (PAGE, "/admin/about"):
        browser.get(path, status=404)
    assert len(events(site, "access.refused")) == 2
