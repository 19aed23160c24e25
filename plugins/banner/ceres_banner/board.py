"""What one visitor is shown, and puts away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select

from ceres.api import Identity
from ceres_banner.models import Audience, BannerAnnouncement, BannerDismissal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import Request


class Board:
    """The announcements for one visitor."""

    def __init__(self, db: Session, account: Identity | None, now: datetime) -> None:
        self._db = db
        self._account = account
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Board:
        """Return the board of this request."""
        return cls(request.db, request.identity, request.now)

    def shown(self) -> Sequence[BannerAnnouncement]:
        """Return the announcements of the moment that were not put away, the latest first."""
        audience = Audience.BEFORE if self._account is None else Audience.AFTER
        session = None if self._account is None else self._account.session_id
        return self._db.scalars(_statement(), {"now": self._now, "audience": audience, "session": session}).all()

    def put_away(self, number: int) -> None:
        """Show an announcement no more to this account until it signs in again; an unknown one is nobody's loss."""
        if self._account is None or self._db.get(BannerAnnouncement, number) is None:
            return
        self._db.merge(BannerDismissal(session_id=self._account.session_id, announcement_id=number))


@lru_cache(1)
def _statement() -> Select[BannerAnnouncement]:
    """Return the statement of what is shown: it stands on every page, so it is built once."""
    row = BannerAnnouncement
    # Nobody puts anything away before signing in: no session is null.
    away = exists().where(BannerDismissal.announcement_id == row.id, BannerDismissal.session_id == bindparam("session"))
    audience = or_(row.audience == bindparam("audience"), row.audience == Audience.BOTH)
    return select(row).where(_shown_at(bindparam("now")), audience, ~away).order_by(row.id.desc())


def how_many_are_shown(db: Session, now: datetime) -> int:
    """Return how many announcements somebody is shown."""
    return db.scalar(select(func.count()).select_from(BannerAnnouncement).where(_shown_at(now))) or 0


def _shown_at(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    row = BannerAnnouncement
    return and_(
        row.published_at.is_not(None),
        or_(row.ends_at.is_(None), row.ends_at > now),
        row.starts_at <= now,
        row.ended_at.is_(None),
    )
