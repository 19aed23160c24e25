"""Asks for the password again before a sensitive act, when it was given too long ago (OWASP ASVS 5.0, 7.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from ceres.accounts.logins import login_key
from ceres.accounts.models import Account
from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.sessions.models import LoginSession
from ceres.sessions.throttle import LoginThrottles

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.config.settings import SecuritySettings
    from ceres.db.engine import Database
    from ceres.security.identity import Identity
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request

FRESH = timedelta(minutes=10)


class WrongPassword(Exception):
    """The password is not that of the account."""


class PasswordConfirmation:
    """The password of the signed-in account, given again; guesses count as at log-in."""

    def __init__(
        self, database: Database, db: Session, passwords: Passwords, limits: SecuritySettings, record: Record, now: datetime
    ) -> None:
        self._database = database
        self._db = db
        self._passwords = passwords
        self._limits = limits
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> PasswordConfirmation:
        """Return the confirmation of this request."""
        registry = request.registry
        limits = registry["ceres.site"].settings.security
        return cls(request.database, request.db, registry["ceres.passwords"], limits, request.trail.record, request.now)

    def needed(self, identity: Identity) -> bool:
        """Return whether the password was given too long ago."""
        return self._now - identity.authenticated_at > FRESH

    def confirm(self, identity: Identity, password: str, ip: str) -> None:
        """Note that the password was given again now.

        Raises:
            WrongPassword: it is not the account's.
            Throttled: too many failures before.
        """
        with self._database.write() as db:
            attempt = LoginThrottles(db, self._limits, self._now).count(login_key(identity.login), ip)
            stored = db.scalar(select(Account.password_hash).where(Account.id == identity.account_id))
        if not self._passwords.verify(stored, password):
            self._record(AuditEntry("account.confirm", Outcome.FAILURE, detail={"reason": "password"}))
            raise WrongPassword
        LoginThrottles(self._db, self._limits, self._now).forgive(attempt)
        session = update(LoginSession).where(LoginSession.id == identity.session_id)
        self._db.execute(session.values(authenticated_at=self._now), execution_options={"synchronize_session": False})
        self._record(AuditEntry("account.confirm"))
