"""The site keeps an administrator, whoever acts at once."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ceres.accounts.administrators import keep_an_administrator
from ceres.accounts.models import Account, AccountRole
from ceres.accounts.refusals import LastAdministrator
from ceres.app import Site
from ceres.security.permissions import Role
from factories.passwords import cheap_hash
from factories.people import add_account


def test_of_two_administrators_who_take_the_role_from_each_other_at_once_one_is_refused(db: Session, site: Site) -> None:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    other = add_account(db, "other", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    with ThreadPoolExecutor(1) as pool, site.database.write() as first:
        keep_an_administrator(first, first.get_one(Account, boss.id))
        first.delete(first.get_one(AccountRole, (boss.id, Role.ADMINISTRATOR)))
        first.flush()
        second = pool.submit(_keep, site, other.id)
        _wait_until_it_waits(site, second)
    with pytest.raises(LastAdministrator):
        second.result(timeout=30)


def _keep(site: Site, number: int) -> None:
    with site.database.write() as db:
        keep_an_administrator(db, db.get_one(Account, number))


def _wait_until_it_waits(site: Site, second: Future[None]) -> None:
    if site.database.is_sqlite:
        return  # it waits from its beginning on: there is one writer at a time
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    for _ in count():
        with site.database.read() as db:
            if db.scalar(waiting) or second.done():
                return
