"""Sends a way in to whoever lost the password; nobody learns whether an account exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ceres.accounts.logins import login_key
from ceres.accounts.models import Account, PasswordReset, ResetKind
from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import reset_link, temporary_password
from ceres.security.cookies import new_token
from ceres.security.passwords import generate_temporary_password
from ceres.sessions.login import shown
from ceres.sessions.services import token_hash
from ceres.sessions.throttle import RESET, LoginThrottles, Throttled

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.config.settings import SecuritySettings
    from ceres.db.engine import Database
    from ceres.mail.letters import Letter
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request

NOBODY = "nobody@ceres.invalid"


@dataclass(frozen=True, slots=True)
class _Secret:
    """What is sent, and what is kept of it."""

    sent: str
    secret_hash: str | None = None
    ticket_hash: str | None = None


class LostPasswords:
    """Three steps, so that no transaction is open while a password is hashed: count; make the secret; then send it.

    For a login that nobody has, everything is done but kept: the same work takes the same time.
    """

    def __init__(
        self, database: Database, db: Session, passwords: Passwords, limits: SecuritySettings, mailer: Mailer, record: Record, now: datetime
    ) -> None:
        self._database = database
        self._db = db
        self._passwords = passwords
        self._limits = limits
        self._mailer = mailer
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> LostPasswords:
        """Return the service of this request."""
        registry = request.registry
        limits = request.settings.security
        mailer = Mailer.for_request(request)
        return cls(request.database, request.db, registry["ceres.passwords"], limits, mailer, request.trail.record, request.now)

    def ask(self, login: str, ip: str) -> None:
        """Send a way in to the account of this login, if there is one.

        Raises:
            Throttled: asked too often, for this login or from this address; whether the login exists changes nothing.
        """
        account_id = self._counted(login_key(login), login, ip)
        secret = self._make_secret()
        with self._db.begin_nested() as kept:
            account = self._locked(account_id)
            self._keep(account, secret)
            self._mailer.queue(self._letter(account, secret))
            self._db.flush()
            if account_id is None:
                kept.rollback()
        self._trace(login, account)

    def _counted(self, key: str, login: str, ip: str) -> int | None:
        try:
            with self._database.write() as db:
                LoginThrottles(db, self._limits, self._now, RESET).count(key, ip)
                return db.scalar(select(Account.id).where(Account.login_key == key, Account.disabled_at.is_(None)))
        except Throttled:
            self._record(AuditEntry("account.reset", Outcome.REFUSED, login=shown(login), detail={"reason": "throttled"}))
            raise

    def _make_secret(self) -> _Secret:
        if self._limits.reset == "link":
            token = new_token()
            return _Secret(token, ticket_hash=token_hash(token))
        password = generate_temporary_password()
        return _Secret(password, secret_hash=self._passwords.hash(password))

    def _locked(self, account_id: int | None) -> Account:
        """Return the account, so that two demands at once are one after the other; or somebody who stands for nobody."""
        found = self._db.scalars(select(Account).where(Account.id == account_id).with_for_update(of=Account)).one_or_none()
        return found or Account(login="", email=NOBODY, language="")

    def _keep(self, account: Account, secret: _Secret) -> None:
        former = (PasswordReset.account_id == account.id, PasswordReset.kind == ResetKind.LOST)
        self._db.execute(delete(PasswordReset).where(*former))
        if account.id is not None:
            until = self._now + timedelta(seconds=self._limits.reset_lifetime)
            self._db.add(PasswordReset(account_id=account.id, created_at=self._now, expires_at=until, **_hashes(secret)))

    def _letter(self, account: Account, secret: _Secret) -> Letter:
        minutes = max(1, self._limits.reset_lifetime // 60)
        if secret.ticket_hash:
            return reset_link(account, f"/password/new?key={secret.sent}", minutes)
        return temporary_password(account, secret.sent, minutes)

    def _trace(self, login: str, account: Account) -> None:
        if account.id is None:
            self._record(AuditEntry("account.reset", Outcome.FAILURE, login=shown(login), detail={"reason": "unknown"}))
        else:
            self._record(AuditEntry("account.reset", account_id=account.id, login=account.login))


def _hashes(secret: _Secret) -> dict[str, str | None]:
    return {"secret_hash": secret.secret_hash, "ticket_hash": secret.ticket_hash}
