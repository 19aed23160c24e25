"""Opens and ends sessions; what the browser holds is never stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, update

from ceres.audit.text import cleaned
from ceres.security.cookies import new_token
from ceres.sessions.models import LoginSession, SessionEnd

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account

PUBLIC_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from."""

    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session just opened."""

    token: str  # for the cookie, and nowhere else
    public_id: str
    account_id: int


class Sessions:
    """The sessions in the database; every process sees at once what is ended here."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def open(self, account: Account, visitor: Visitor) -> OpenedSession:
        """Open a session for an account whose password was just checked."""
        token = new_token()
        session = LoginSession(
            public_id=secrets.token_urlsafe(PUBLIC_ID_BYTES),
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=self._now,
            last_seen_at=self._now,
            authenticated_at=self._now,
            ip=visitor.ip,
            user_agent=cleaned(visitor.user_agent, 300),
            previous_login_at=account.last_login_at,
            previous_login_ip=account.last_login_ip,
        )
        account.last_login_at, account.last_login_ip = self._now, visitor.ip
        self._db.add(session)
        return OpenedSession(token, session.public_id, account.id)

    def end(self, session_id: int, reason: SessionEnd) -> bool:
        """End a session; False when it had ended already."""
        return self._end(LoginSession.id == session_id, reason) == 1

    def end_all(self, account_id: int, reason: SessionEnd = SessionEnd.REVOKED) -> int:
        """End every session of an account and return how many there were."""
        return self._end(LoginSession.account_id == account_id, reason)

    def end_one(self, account_id: int, public_id: str) -> bool:
        """End the session of an account that its owner names; False when there is none open."""
        return self._end(and_(LoginSession.account_id == account_id, LoginSession.public_id == public_id), SessionEnd.REVOKED) == 1

    def end_others(self, account_id: int, kept: int) -> int:
        """End every session of an account but one, and return how many there were."""
        return self._end(and_(LoginSession.account_id == account_id, LoginSession.id != kept), SessionEnd.REVOKED)

    def touch(self, session_id: int) -> None:
        """Remember that the session was used now."""
        used = update(LoginSession).where(LoginSession.id == session_id, LoginSession.last_seen_at < self._now)
        self._db.execute(used.values(last_seen_at=self._now), execution_options={"synchronize_session": False})

    def _end(self, which: ColumnElement[bool], reason: SessionEnd) -> int:
        ended = update(LoginSession).where(which, LoginSession.ended_at.is_(None)).values(ended_at=self._now, end_reason=reason)
        return len(self._db.scalars(ended.returning(LoginSession.id), execution_options={"synchronize_session": False}).all())


def token_hash(token: str) -> str:
    """Return what is stored of a session's cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
