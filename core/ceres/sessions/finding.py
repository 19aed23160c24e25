"""Finds the session of a cookie, and tells what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, bindparam, select

from ceres.accounts.models import Account, AccountRole
from ceres.security.identity import Identity
from ceres.sessions.models import LoginSession, SessionEnd
from ceres.sessions.services import token_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ceres.config.settings import SessionSettings

COLUMNS = (
    LoginSession.id,
    LoginSession.public_id,
    LoginSession.created_at,
    LoginSession.last_seen_at,
    LoginSession.authenticated_at,
    LoginSession.end_reason,
    LoginSession.previous_login_at,
    LoginSession.previous_login_ip,
    Account.id.label("account_id"),
    Account.login,
    Account.name,
    Account.language,
    Account.disabled_at,
    AccountRole.role,
)


@dataclass(frozen=True, slots=True)
class FoundSession:
    """The session of a cookie, open or not."""

    identity: Identity
    ended: SessionEnd | None  # how it ended, or must end now
    recorded: bool  # whether the database knows that it ended
    live: Row[Any]  # what holds in every process, of the same instant


def find_session(
    db: Session, token: str, limits: SessionSettings, now: datetime, live: Sequence[ColumnElement[Any]]
) -> FoundSession | None:
    """Return the session of ``token`` and the columns ``live`` with one statement; None when there never was one."""
    rows = db.execute(_statement(tuple(live)), {"token_hash": token_hash(token)}).all()
    if not rows:
        return None
    found = rows[0]
    ended, recorded = found.end_reason or _over(found, limits, now), found.end_reason is not None
    return FoundSession(_identity(rows), ended, recorded, found)


@lru_cache(8)  # one for each portal of the process
def _statement(live: tuple[ColumnElement[Any], ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS, *live)
        .join(Account, Account.id == LoginSession.account_id)
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .where(LoginSession.token_hash == bindparam("token_hash"))
    )


def _over(found: Row[Any], limits: SessionSettings, now: datetime) -> SessionEnd | None:
    if found.disabled_at is not None:
        return SessionEnd.REVOKED
    if now - found.created_at >= timedelta(seconds=limits.absolute):
        return SessionEnd.ABSOLUTE
    if now - found.last_seen_at >= timedelta(seconds=limits.idle):
        return SessionEnd.IDLE
    return None


def _identity(rows: Sequence[Row[Any]]) -> Identity:
    found = rows[0]
    return Identity(
        account_id=found.account_id,
        login=found.login,
        name=found.name,
        roles=frozenset(row.role.value for row in rows if row.role is not None),
        language=found.language,
        session_id=found.id,
        session_public_id=found.public_id,
        opened_at=found.created_at,
        last_seen_at=found.last_seen_at,
        authenticated_at=found.authenticated_at,
        previous_login_at=found.previous_login_at,
        previous_login_ip=found.previous_login_ip,
    )
