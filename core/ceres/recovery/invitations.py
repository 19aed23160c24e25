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
from ceres.sessions.throttle import lift, lift_each

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.config.settings import Settings
    from ceres.mail.models import MailMessage
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request

ACTIONS = {ResetKind.INVITATION: "account.invite", ResetKind.TEMPORARY: "account.temporary"}


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


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets the owner of an account in, made before the account is: hashes and letters take their time, while others would wait."""

    kind: ResetKind
    hashes: Mapping[str, str]
    message: MailMessage | None = None  # the letter that brings it
    password: str = ""  # to be told


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
        self._trace(ACTIONS[ResetKind.INVITATION], account, ended)

    def hand_over(self, account: Account) -> str:
        """Return eight random characters to be told to the owner, who signs in with them once and chooses a password.

        Raises:
            DisabledAccount: its owner may not sign in.
        """
        ended = self._take_back(account)
        given = TemporaryPassword.make(self._passwords)
        self._keep(account, ResetKind.TEMPORARY, secret_hash=given.secret_hash)
        self._trace(ACTIONS[ResetKind.TEMPORARY], account, ended)
        return given.password

    def invitation(self, account: Account) -> Ticket:
        """Return what `let_in` takes to invite the owner of an account that is not open yet; nothing is asked of the database.

        Raises:
            NoInvitation: see `can_invite`.
        """
        if not self.possible:
            raise NoInvitation
        token = new_token()
        letter = invitation(account, f"/password/new?key={token}", self._until, first=True)
        return Ticket(ResetKind.INVITATION, {"ticket_hash": token_hash(token)}, self._mailer.written(letter))

    def temporary(self) -> Ticket:
        """Return what `let_in` takes to hand over a temporary password; nothing is asked of the database."""
        made = TemporaryPassword.make(self._passwords)
        return Ticket(ResetKind.TEMPORARY, {"secret_hash": made.secret_hash}, password=made.password)

    def let_in(self, newcomers: Sequence[tuple[Account, Ticket]]) -> None:
        """Give accounts that were just opened, which nothing opens yet, their first tickets, in few statements."""
        lift_each(self._db, [account.login_key for account, _ in newcomers])
        for account, ticket in newcomers:
            self._add(account, ticket.kind, **ticket.hashes)
            if ticket.message is not None:
                ticket.message.account_id = account.id
                self._db.add(ticket.message)
            self._trace(ACTIONS[ticket.kind], account, 0)
        self._db.flush()

    def _take_back(self, account: Account) -> int:
        """Close what opened the account, and return how many sessions that ended."""
        if account.disabled_at is not None:
            raise DisabledAccount(account.login)
        account.password_hash = None
        self._db.execute(delete(PasswordReset).where(PasswordReset.account_id == account.id))
        lift(self._db, account.login_key)
        return Sessions(self._db, self._now).end_all(account.id)

    def _keep(self, account: Account, kind: ResetKind, **hashes: str) -> None:
        self._add(account, kind, **hashes)
        self._db.flush()

    def _add(self, account: Account, kind: ResetKind, **hashes: str) -> None:
        self._db.add(PasswordReset(account_id=account.id, kind=kind, created_at=self._now, expires_at=self._until, **hashes))

    def _trace(self, action: str, account: Account, ended: int) -> None:
        self._record(AuditEntry(action, object_type="account", object_id=account.login, detail={"sessions": ended} if ended else {}))


def can_invite(settings: Settings) -> bool:
    """Tell whether a letter can hold a link: the site knows its own address."""
    return bool(settings.site.url)
