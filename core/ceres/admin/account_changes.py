"""Changes what is said of an account; whoever had the former address is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from ceres.accounts.address_change import announce_address
from ceres.accounts.models import EmailChange, PasswordReset, ResetKind
from ceres.accounts.refusals import ChangedMeanwhile
from ceres.profile.letters import changed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account
    from ceres.accounts.services import Accounts
    from ceres.mail.mailer import Mailer
    from ceres.plugins.hooks import Hooks
    from ceres.recovery.invitations import Invitations
    from ceres.security.permissions import Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account is to be; None changes nothing."""

    name: str | None = None
    email: str | None = None
    roles: frozenset[Role] | None = None
    organisation: str | None = None
    seen: str = ""  # fingerprint of what was shown before; empty: it does not matter


class AccountChanges:
    """In the transaction of ``db``."""

    def __init__(self, db: Session, accounts: Accounts, mailer: Mailer, invitations: Invitations, hooks: Hooks) -> None:
        self._db = db
        self._accounts = accounts
        self._mailer = mailer
        self._invitations = invitations
        self._hooks = hooks

    def change(self, login: str, wanted: Wanted) -> Account:
        """Change an account; raises AccountRefused."""
        self._check_seen(self._accounts.find(login), wanted.seen)
        former = self._accounts.find(login).email
        if wanted.roles is not None:
            self._accounts.set_roles(login, wanted.roles)
        account = self._accounts.change(login, name=wanted.name, email=wanted.email, organisation=wanted.organisation)
        if account.email != former:
            self._leave(account, former)
        return account

    def _check_seen(self, account: Account, seen: str) -> None:
        if seen:
            self._db.refresh(account, with_for_update=True)
            if seen != fingerprint(account):
                raise ChangedMeanwhile

    def _leave(self, account: Account, former: str) -> None:
        """Tell the former address, and make what was sent there worth nothing; an invitation follows to the new one."""
        self._mailer.queue(changed(account, former))
        self._db.execute(delete(EmailChange).where(EmailChange.account_id == account.id))
        sent = PasswordReset.account_id == account.id, PasswordReset.kind != ResetKind.TEMPORARY
        gone = self._db.scalars(delete(PasswordReset).where(*sent).returning(PasswordReset.kind)).all()
        if ResetKind.INVITATION in gone and self._invitations.possible and account.disabled_at is None:
            self._invitations.send(account)
        announce_address(self._db, self._hooks, account, former)


def fingerprint(account: Account) -> str:
    """Return what tells whether an account is still as a form showed it."""
    said = account.name, account.organisation, account.email, *sorted(each.role for each in account.roles)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()
