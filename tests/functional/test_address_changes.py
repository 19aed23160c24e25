"""Whichever way an address changes, what waits to be announced leaves for the new one; the former one is only told of the change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from factories.browsers import token
from factories.letters import letters, link
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account
from factories.switches import add_switch
from factories.workers import queue

Browse = Callable[[Account], TestApp]
OLD, NEW = "doctor@exemple.nc", "ada@cabinet.example"
DOORS = ("owner", "administrator", "command", "import")


@pytest.fixture
def doctor(db: Session) -> Account:
    account = add_account(db, "doctor", password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def change(
    site: Site, db: Session, doctor: Account, browse: Browse, app: TestApp, ceres: CommandLine, tmp_path: Path
) -> Callable[[str], None]:
    """Change the address of the doctor by one of the doors."""

    def by_owner() -> None:
        browser = browse(doctor)
        browser.post("/profile/email", {"csrf_token": token(browser.get("/profile")), "email": NEW, "current_password": PASSWORD})
        app.get(link(site, "email_confirm")).forms[0].submit()

    def by_administrator() -> None:
        boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
        db.commit()
        browser, path = browse(boss), "/admin/accounts/of/doctor"
        fields = {"action": "change", "name": doctor.name, "email": NEW, "role": "prescriber"}
        browser.post(path, {"csrf_token": token(browser.get(path)), **fields}, status=303)

    def by_import() -> None:
        file = tmp_path / "accounts.csv"
        file.write_text(f"login;name;email\ndoctor;Dr doctor;{NEW}\n", encoding="utf-8")
        assert ceres("accounts", "import", str(file)).exit_code == 0

    doors = {
        "owner": by_owner,
        "administrator": by_administrator,
        "command": lambda: ceres("accounts", "change", "doctor", "--email", NEW),
        "import": by_import,
    }
    return lambda door: doors[door]()


def waiting(site: Site) -> set[tuple[str, str]]:
    """Return what waits to be sent, without the demand for a confirmation."""
    kept = (each for each in letters(site) if each.kind not in ("ceres/mail/email_confirm", "ceres/mail/email_warning"))
    return {(each.kind, each.recipient) for each in kept}


@pytest.mark.parametrize("door", DOORS)
def test_what_waits_to_be_announced_follows_to_the_new_address(
    site: Site, doctor: Account, change: Callable[[str], None], door: str
) -> None:
    queue(site, OLD, template="ceres_notify/news", values={"count": 1}, account_id=doctor.id)
    queue(site, OLD, template="ceres_notify/news", values={"count": 1}, account_id=None)  # somebody else's, by its address
    change(door)
    assert waiting(site) == {("ceres_notify/news", NEW), ("ceres_notify/news", OLD), ("ceres/mail/email_changed", OLD)}


def test_what_has_left_is_not_rewritten(site: Site, doctor: Account, change: Callable[[str], None], ceres: CommandLine) -> None:
    queue(site, OLD, template="ceres_notify/news", values={"count": 1}, account_id=doctor.id)
    ceres("worker", "--once")
    change("command")
    assert waiting(site) == {("ceres_notify/news", OLD), ("ceres/mail/email_changed", OLD)}


def test_a_plugin_that_is_off_is_not_told_of_it(site: Site, db: Session, doctor: Account, change: Callable[[str], None]) -> None:
    queue(site, OLD, template="ceres_notify/news", values={"count": 1}, account_id=doctor.id)
    add_switch(db, "notify", enabled=False)
    db.commit()
    change("command")
    assert ("ceres_notify/news", OLD) in waiting(site)
