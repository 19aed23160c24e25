"""The open sessions of one account, as their owner sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.sessions.devices import device_name
from ceres.sessions.models import LoginSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from ceres.config.settings import SessionSettings


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the account is signed in."""

    public_id: str
    device: str  # « Firefox, Windows »; empty when unknown
    ip: str
    since: datetime
    last_seen_at: datetime
    current: bool  # whether it is the one that asks


def open_sessions(db: Session, account_id: int, current: int, limits: SessionSettings, now: datetime) -> Sequence[OpenSession]:
    """Return the sessions that still open the portal, the newest first; ``current`` is the number of the one that asks."""
    found = db.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.created_at > now - timedelta(seconds=limits.absolute),
            LoginSession.last_seen_at > now - timedelta(seconds=limits.idle),
        )
        .order_by(LoginSession.created_at.desc(), LoginSession.id.desc())
    )
    return [
        OpenSession(each.public_id, device_name(each.user_agent), each.ip, each.created_at, each.last_seen_at, each.id == current)
        for each in found
    ]


def devices_of(db: Session, account_id: int, sessions: Iterable[str]) -> Mapping[str, str]:
    """Return the device of each of these sessions of the account, by public identifier; what is unknown is left out."""
    wanted = {each for each in sessions if each}
    if not wanted:
        return {}
    columns = select(LoginSession.public_id, LoginSession.user_agent)
    rows = db.execute(columns.where(LoginSession.account_id == account_id, LoginSession.public_id.in_(wanted)))
    return {public_id: device_name(user_agent) for public_id, user_agent in rows}
