"""Lets people choose the password of their account themselves: a link by mail or, where mail does not reach them, a temporary password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from ceres.accounts.models import Account, PasswordReset, ResetKind
from ceres.accounts.refusals import DisabledAccount, NoInvitation
from ceres.audit.entry import AuditEntry
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import invitation
from ceres.security.cookies import new_token
from ceres.security.passwords import generate_temporary_password
from ceres.sessions.services import Sessions, token_hash
from ceres.sessions.throttle import lift

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.config.settings import Settings
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class TemporaryPassword:
    """Eight random characters, and what is kept of them."""

    password: str
    secret_hash: str

    @classmethod
    def make(cls, passwords: Passwords) -> TemporaryPassword:
        """Return another one."""
        password = generate_temporary_password()
        return cls(password, passwords.hash(password))


class Invitations:
    """In the transaction of ``db``; an account that had a password loses it, its sessions end and its suspension is lifted."""

    def __init__(self, db: Session, mailer: Mailer, settings: Settings, passwords: Passwords, record: Record, now: datetime) -> None:
        self._db = db
        self._mailer = mailer
        self._passwords = passwords
        self._record = record
        self._now = now
        self._until = now + timedelta(seconds=settings.security.invitation_lifetime)
        self.possible = can_invite(settings)

    @classmethod
    def for_request(cls, request: Request) -> Invitations:
        """Return the invitations of this request."""
        passwords = request.registry["ceres.passwords"]
        return cls(request.db, Mailer.for_request(request), request.settings, passwords, request.trail.record, request.now)

    def send(self, account: Account) -> None:
        """Send the owner of the account a link to the choice of a password; what was sent before counts no more.

        Raises:
            NoInvitation: see `can_invite`.
            DisabledAccount: its owner may not sign in.
        """
        if not self.possible:
            raise NoInvitation
        first, token = account.password_changed_at is None, new_token()
        ended = self._take_back(account)
        self._keep(account, ResetKind.INVITATION, ticket_hash=token_hash(token))
        # The address of the site is that of its settings: a forged Host header would lead people elsewhere.
        self._mailer.queue(invitation(account, f"/password/new?key={token}", self._until, first=first))
        self._trace("account.invite", account, ended)

    def hand_over(self, account: Account, made: TemporaryPassword | None = None) -> str:
        """Return eight random characters to be told to the owner, who signs in with them once and chooses a password.

        ``made`` was made before the transaction: hashing takes its time, and nobody else writes meanwhile.

        Raises:
            DisabledAccount: its owner may not sign in.
        """
        ended = self._take_back(account)
        given = made or TemporaryPassword.make(self._passwords)
        self._keep(account, ResetKind.TEMPORARY, secret_hash=given.secret_hash)
        self._trace("account.temporary", account, ended)
        return given.password

    def _take_back(self, account: Account) -> int:
        """Close what opened the account, and return how many sessions that ended."""
        if account.disabled_at is not None:
            raise DisabledAccount(account.login)
        account.password_hash = None
        self._db.execute(delete(PasswordReset).where(PasswordReset.account_id == account.id))
        lift(self._db, account.login_key)
        return Sessions(self._db, self._now).end_all(account.id)

    def _keep(self, account: Account, kind: ResetKind, **hashes: str) -> None:
        self._db.add(PasswordReset(account_id=account.id, kind=kind, created_at=self._now, expires_at=self._until, **hashes))
        self._db.flush()

    def _trace(self, action: str, account: Account, ended: int) -> None:
        self._record(AuditEntry(action, object_type="account", object_id=account.login, detail={"sessions": ended} if ended else {}))


def can_invite(settings: Settings) -> bool:
    """Tell whether a letter can hold a link: the site knows its own address."""
    return bool(settings.site.url)
