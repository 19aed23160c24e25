"""Signs people in: the same answer, in the same time, whatever was wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select, update

from ceres.accounts.logins import login_key
from ceres.accounts.models import Account, PasswordReset
from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.security.cookies import new_token
from ceres.security.passwords import as_temporary_password
from ceres.sessions.password_check import PasswordCheck
from ceres.sessions.services import OpenedSession, Sessions, Visitor, token_hash
from ceres.sessions.throttle import Attempt, LoginThrottles, Throttled

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


# What may be shown of a login that does not exist: some people type their password there.
LIKE_A_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,39}")


class LoginFailed(Exception):
    """Unknown login, wrong password, disabled account: nobody is told which."""


@dataclass(frozen=True, slots=True)
class ChoiceTicket:
    """What a temporary password opens: nothing but the choice of another."""

    token: str  # for the cookie, and nowhere else


@dataclass(frozen=True, slots=True)
class _Candidate:
    account_id: int
    login: str
    password_hash: str | None
    temporary_hash: str | None  # of a temporary password that still counts
    disabled: bool


class LogIn(PasswordCheck):
    """One attempt to sign in.

    Three steps, so that no transaction is open while a password is checked: count the attempt; check;
    then open the session in ``db``, the request's own transaction.
    """

    def attempt(self, login: str, password: str, visitor: Visitor) -> OpenedSession | ChoiceTicket:
        """Return a new session, or what a temporary password is worth.

        Raises:
            LoginFailed: it cannot be opened.
            Throttled: too many failures before.
        """
        key = login_key(login)
        attempt, candidate = self._counted(key, login, visitor)
        # One check whatever was typed: what is as short as a temporary password is nobody's chosen one.
        temporary = as_temporary_password(password) if candidate and candidate.temporary_hash else ""
        matches = self._passwords.verify(_kept(candidate, bool(temporary)), temporary or password)
        if candidate is None or not matches or candidate.disabled:
            self._record(_failure(login, candidate))
            raise LoginFailed
        return self._let_choose(candidate, attempt) if temporary else self._open(candidate, password, attempt, visitor)

    def _counted(self, key: str, login: str, visitor: Visitor) -> tuple[Attempt, _Candidate | None]:
        try:
            with self._database.write() as db:
                attempt = LoginThrottles(db, self._limits, self._now).count(key, visitor.ip)
                return attempt, _find(db, key, self._now)
        except Throttled:
            with self._database.read() as db:
                known = _find(db, key, self._now)
            self._record(_traced(Outcome.REFUSED, "throttled", login, known))
            raise

    def _open(self, candidate: _Candidate, password: str, attempt: Attempt, visitor: Visitor) -> OpenedSession:
        account = self._unchanged(candidate)
        LoginThrottles(self._db, self._limits, self._now).forgive(attempt)
        if self._passwords.outdated(account.password_hash or ""):
            account.password_hash = self._passwords.hash(password)
        opened = Sessions(self._db, self._now).open(account, visitor)
        self._record(AuditEntry("account.login", account_id=account.id, login=account.login, session_id=opened.public_id))
        return opened

    def _let_choose(self, candidate: _Candidate, attempt: Attempt) -> ChoiceTicket:
        """Use the temporary password up; raises LoginFailed when it was used meanwhile."""
        token = new_token()
        reset = and_(PasswordReset.account_id == candidate.account_id, PasswordReset.secret_hash == candidate.temporary_hash)
        used = update(PasswordReset).where(reset).values(secret_hash=None, ticket_hash=token_hash(token))
        if not self._db.scalars(used.returning(PasswordReset.account_id)).all():
            self._record(_failure(candidate.login, candidate))
            raise LoginFailed
        LoginThrottles(self._db, self._limits, self._now).forgive(attempt)
        self._record(AuditEntry("account.reset-used", account_id=candidate.account_id, login=candidate.login))
        return ChoiceTicket(token)

    def _unchanged(self, candidate: _Candidate) -> Account:
        """Return the account, locked; raises LoginFailed when it was changed while the password was checked."""
        account = self._db.scalars(select(Account).where(Account.id == candidate.account_id).with_for_update(of=Account)).one_or_none()
        if account is None or account.disabled_at is not None or account.password_hash != candidate.password_hash:
            self._record(_failure(candidate.login, candidate))
            raise LoginFailed
        return account


def _find(db: Session, key: str, now: datetime) -> _Candidate | None:
    columns = select(Account.id, Account.login, Account.password_hash, PasswordReset.secret_hash, Account.disabled_at)
    valid = and_(PasswordReset.account_id == Account.id, PasswordReset.expires_at > now)
    # Of several temporary passwords the newest counts.
    newest = (PasswordReset.secret_hash.is_(None), PasswordReset.created_at.desc())
    found = db.execute(columns.outerjoin(PasswordReset, valid).where(Account.login_key == key).order_by(*newest).limit(1)).one_or_none()
    return None if found is None else _Candidate(*found[:4], disabled=found.disabled_at is not None)


def _kept(candidate: _Candidate | None, temporary: bool) -> str | None:
    if candidate is None:
        return None
    return candidate.temporary_hash if temporary else candidate.password_hash


def _failure(login: str, candidate: _Candidate | None) -> AuditEntry:
    if candidate is None:
        return _traced(Outcome.FAILURE, "unknown", login, None)
    reason = "disabled" if candidate.disabled else "password" if candidate.password_hash else "no-password"
    return _traced(Outcome.FAILURE, reason, login, candidate)


def _traced(outcome: Outcome, reason: str, login: str, known: _Candidate | None) -> AuditEntry:
    """Return the event of an attempt on ``login``, under the account's own spelling when there is one."""
    if known is None:
        return AuditEntry("account.login", outcome, login=shown(login), detail={"reason": reason})
    return AuditEntry("account.login", outcome, account_id=known.account_id, login=known.login, detail={"reason": reason})


def shown(login: str) -> str:
    """Return what the journal may show of a login that somebody typed."""
    return login if LIKE_A_LOGIN.fullmatch(login) else ""
