"""Asks somebody who is signed in for the password once more, before what a stolen session must not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.models import Account
from ceres.sessions.throttle import Attempt, LoginThrottles

if TYPE_CHECKING:
    from datetime import datetime

    from ceres.config.settings import SecuritySettings
    from ceres.db.engine import Database
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request


class WrongPassword(Exception):
    """The password is not the account's."""


class PasswordCheck:
    """Guesses count like those of the log-in page, in short transactions: none is open while a password is checked.

    To be used before the request's own transaction is: on SQLite, there is one writer at a time.
    """

    def __init__(self, database: Database, passwords: Passwords, limits: SecuritySettings, now: datetime) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = limits
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> PasswordCheck:
        """Return the check of this request."""
        return cls(request.database, request.registry["ceres.passwords"], request.settings.security, request.now)

    def check(self, account_id: int, password: str, ip: str) -> None:
        """Return when the password is right.

        Raises:
            WrongPassword: it is not.
            Throttled: too many failures before; not even the right one is accepted.
        """
        attempt, stored = self._counted(account_id, ip)
        if not self._passwords.verify(stored, password):
            raise WrongPassword
        with self._database.write() as db:
            LoginThrottles(db, self._limits, self._now).forgive(attempt)

    def _counted(self, account_id: int, ip: str) -> tuple[Attempt, str | None]:
        with self._database.write() as db:
            key, stored = db.execute(select(Account.login_key, Account.password_hash).where(Account.id == account_id)).one()
            return LoginThrottles(db, self._limits, self._now).count(key, ip), stored
