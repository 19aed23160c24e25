"""Chooses the password of whoever came with a temporary one or a link, then signs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.models import Account, PasswordReset, ResetKind
from ceres.accounts.services import Accounts
from ceres.audit.entry import AuditEntry
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import password_changed
from ceres.sessions.services import OpenedSession, Sessions, Visitor, token_hash
from ceres.sessions.throttle import lift

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request


class TicketExpired(LookupError):
    """It was used, it is too old, another one replaced it, or it never was one: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a ticket lets somebody do."""

    login: str
    kind: ResetKind


class PasswordChoice:
    """The choice of a password with a ticket, in the transaction of ``db``."""

    def __init__(self, db: Session, accounts: Accounts, mailer: Mailer, record: Record, now: datetime) -> None:
        self._db = db
        self._accounts = accounts
        self._mailer = mailer
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> PasswordChoice:
        """Return the choice of this request."""
        accounts = Accounts.for_request(request)
        return cls(request.db, accounts, Mailer.for_request(request), request.trail.record, request.now)

    def behind(self, ticket: str) -> Choice:
        """Return whose password may be chosen with ``ticket``, and why; raises TicketExpired."""
        found = self._db.execute(_valid(ticket, self._now)).one_or_none()
        if found is None:
            raise TicketExpired
        return Choice(found.Account.login, found.kind)

    def choose(self, ticket: str, password: str, visitor: Visitor) -> OpenedSession:
        """Set the password and open a session; the ticket, every other session and any suspension end.

        Raises:
            TicketExpired: see there.
            PasswordRefused: the password is not good enough; the ticket is still good.
        """
        account = self._locked(ticket)
        self._accounts.set_password(account.login, password, by_owner=True)
        lift(self._db, account.login_key)
        self._mailer.queue(password_changed(account))
        opened = Sessions(self._db, self._now).open(account, visitor)
        self._record(AuditEntry("account.login", account_id=account.id, login=account.login, session_id=opened.public_id))
        return opened

    def _locked(self, ticket: str) -> Account:
        # Of two forms sent at once, the second finds the ticket gone.
        found = self._db.execute(_valid(ticket, self._now).with_for_update()).one_or_none()
        if found is None:
            raise TicketExpired
        account: Account = found.Account
        return account


def _valid(ticket: str, now: datetime) -> Select[Account, ResetKind]:
    """Select the account of a ticket that counts; an empty ticket is nobody's."""
    known = (PasswordReset.ticket_hash == token_hash(ticket), PasswordReset.expires_at > now, Account.disabled_at.is_(None))
    return select(Account, PasswordReset.kind).join(PasswordReset, PasswordReset.account_id == Account.id).where(*known)
