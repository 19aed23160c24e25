"""Forgets sessions that ended long ago; the journal keeps their traces."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_

from ceres.sessions.models import LoginSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.config.settings import SessionSettings

MEMORY = timedelta(days=7)  # somebody who comes back with an old cookie is told that the session has ended


def purge_sessions(db: Session, limits: SessionSettings, now: datetime) -> int:
    """Delete the sessions that have been over for a week, and their searches with them; return how many."""
    old = now - MEMORY
    over = or_(
        LoginSession.ended_at < old,
        LoginSession.last_seen_at < old - timedelta(seconds=limits.idle),
        LoginSession.created_at < old - timedelta(seconds=limits.absolute),
    )
    return len(db.scalars(delete(LoginSession).where(over).returning(LoginSession.id)).all())
