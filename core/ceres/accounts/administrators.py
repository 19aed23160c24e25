"""The site keeps somebody who can administer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.models import Account, AccountRole
from ceres.accounts.refusals import LastAdministrator
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def keep_an_administrator(db: Session, account: Account) -> None:
    """Allow that an account stops to administer the site.

    Raises:
        LastAdministrator: it does, and no other account that can sign in does.
    """
    administers = select(AccountRole.account_id).where(AccountRole.role == Role.ADMINISTRATOR)
    can_sign_in = Account.password_hash.is_not(None), Account.disabled_at.is_(None)
    # Locked, in one order: of two administrators who close each other's account at once, one is refused.
    found = select(Account.id).where(Account.id.in_(administers), *can_sign_in).order_by(Account.id)
    db.scalars(found.with_for_update(of=Account)).all()
    # Asked again once they are locked: whoever held them before may have taken a role away, which is no change of the locked rows.
    if db.scalars(found).all() == [account.id]:
        raise LastAdministrator(account.login)
