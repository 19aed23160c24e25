"""« État du site »: what the checks found, in words, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from ceres.plugins.contributions import Health
from ceres.security.permissions import Role
from ceres.storage import StorageError
from ceres.worker.health import check_worker
from ceres.worker.models import WorkerJob
from factories.people import add_account

Browse = Callable[[Account], TestApp]
PAGE = "/admin/health"


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,))
    db.commit()
    return browse(boss)


def late_letter() -> MailMessage:
    before = utcnow() - timedelta(hours=1)
    words = {"kind": "ceres/mail/test", "language": "fr", "subject": "Essai", "text": "", "html": ""}
    return MailMessage(message_id="<1@test>", recipient="a@exemple.nc", created_at=before, not_before=before, **words)


def test_a_site_that_works(admin: TestApp) -> None:
    page = admin.get(PAGE).html
    assert page.select_one(".notice.ok").text.strip() == "Tout fonctionne."
    assert {tag.text for tag in page.select(".part .tag")} == {"Bon"}
    assert "Base de données" in page.select_one("#part-database h2").text


@pytest.mark.parametrize(("language", "title", "advice"), [("fr", "Courriels", "ne partent pas"), ("en", "E-mails", "not leaving")])
def test_what_is_wrong_is_said_with_what_to_do(admin: TestApp, db: Session, language: str, title: str, advice: str) -> None:
    db.add(late_letter())
    db.commit()
    admin.get(f"/language/{language}")
    page = admin.get(PAGE).html
    part = page.select_one("#part-mail")
    assert title in part.h2.text
    assert advice in part.p.text
    assert page.select_one(".notice.warn")


def test_a_store_that_takes_nothing_is_said_without_its_place(admin: TestApp, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise StorageError("/srv/secret: no space left")

    monkeypatch.setattr(site.documents, "check", full)
    page = admin.get(PAGE)
    assert "place qui reste" in page.html.select_one("#part-storage p").text
    assert page.html.select_one(".notice.crit")
    assert "/srv" not in page.text


def test_a_worker_is_missed_after_a_while(site: Site, db: Session) -> None:
    now = utcnow()
    long_ago, lately = now - timedelta(hours=1), now - timedelta(seconds=5)
    assert check_worker(site.database, lately).state is Health.OK, "a portal that has just started waits"
    assert check_worker(site.database, long_ago).state is Health.DEGRADED
    db.add(WorkerJob(name="core.mail", started_at=lately))
    db.commit()
    assert check_worker(site.database, long_ago).state is Health.OK
    db.add(WorkerJob(name="notify.deliver", started_at=lately, failures=3))
    db.commit()
    failing = check_worker(site.database, long_ago)
    assert (failing.state, failing.facts["failing"]) == (Health.DEGRADED, 1)
