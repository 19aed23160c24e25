"""``ceres_on_email_changed``: rows a plugin writes when somebody has another address; the first user is ``notify``."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ceres.accounts.address_change import announce_address
from ceres.accounts.models import Account
from factories.people import add_account
from factories.plugins import make_host, make_plugin
from factories.switches import add_switch, switches


def test_hook_ceres_on_email_changed(db: Session) -> None:
    def ceres_on_email_changed(db: Session, account: Account, old: str, new: str) -> None:
        add_switch(db, f"{account.login} {old} {new}")

    host, account = make_host(make_plugin("garden", ceres_on_email_changed)), add_account(db, "ada")
    account.email = "new@exemple.nc"
    announce_address(db, host.every(), account, "old@exemple.nc")
    announce_address(db, host.bind(frozenset()), account, "older@exemple.nc")
    db.commit()
    assert switches(db) == ["ada old@exemple.nc new@exemple.nc"]


def test_hook_ceres_on_email_changed_that_raises_keeps_nobody_from_changing(db: Session) -> None:
    def ceres_on_email_changed(db: Session, account: Account) -> None:
        account.email = "elsewhere@exemple.nc"
        add_switch(db, "lost")
        db.flush()
        raise RuntimeError

    host, account = make_host(make_plugin("garden", ceres_on_email_changed)), add_account(db, "ada")
    account.email = "new@exemple.nc"
    announce_address(db, host.every(), account, "ada@exemple.nc")
    db.commit()
    assert (account.email, switches(db)) == ("new@exemple.nc", [])
    assert host.failures.counts() == {("garden", "ceres_on_email_changed"): 1}
