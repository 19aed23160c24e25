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
from ceres.sessions.password_check import PasswordCheck
from ceres.sessions.throttle import LoginThrottles

if TYPE_CHECKING:
    from ceres.security.identity import Identity

FRESH = timedelta(minutes=10)


class WrongPassword(Exception):
    """The password is not that of the account."""


class PasswordConfirmation(PasswordCheck):
    """The password of the signed-in account, given again; guesses count as at log-in."""

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
