"""The announcements of the site: published, ended, shown, put away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from ceres.api import AuditEntry, Identity
from ceres_banner.drafts import Draft, UnknownAnnouncement
from ceres_banner.models import Audience, BannerAnnouncement, BannerDismissal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ceres.api import Request


class AnnouncementDesk:
    """Publishes and ends announcements for somebody of the site; each act is traced."""

    def __init__(self, db: Session, record: Callable[[AuditEntry], None], login: str, now: datetime) -> None:
        self._db = db
        self._record = record
        self._login = login
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> AnnouncementDesk:
        """Return the desk of the signed-in account."""
        return cls(request.db, request.trail.record, request.identity.login if request.identity else "", request.now)

    def publish(self, draft: Draft) -> BannerAnnouncement:
        """Keep an announcement; it is shown from its start on.

        Raises:
            BadText: a text cannot be shown.
            BadPeriod: it would never be shown.
        """
        fit = draft.checked(self._now)
        row = BannerAnnouncement(
            text_fr=fit.text_fr,
            text_en=fit.text_en,
            level=fit.level,
            audience=fit.audience,
            starts_at=fit.starts_at,
            ends_at=fit.ends_at,
            created_at=self._now,
            created_by=self._login,
        )
        self._db.add(row)
        self._db.flush()
        self._record(_entry("banner.announce", row.id))
        return row

    def end(self, number: int) -> BannerAnnouncement:
        """Stop showing an announcement; one that has ended already is left as it is.

        Raises:
            UnknownAnnouncement: there is none of that number.
        """
        row = self._db.get(BannerAnnouncement, number, with_for_update=True)
        if row is None:
            raise UnknownAnnouncement(number)
        if not over(row, self._now):
            row.ended_at = self._now
            self._record(_entry("banner.end", row.id))
        return row

    def all(self) -> Sequence[BannerAnnouncement]:
        """Return every announcement, the latest first."""
        return self._db.scalars(select(BannerAnnouncement).order_by(BannerAnnouncement.id.desc())).all()


class Board:
    """What one visitor is shown."""

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
        row = BannerAnnouncement
        before_or_after = Audience.BEFORE if self._account is None else Audience.AFTER
        current = select(row).where(
            or_(row.ends_at.is_(None), row.ends_at > self._now),
            row.starts_at <= self._now,
            row.ended_at.is_(None),
            row.audience.in_([before_or_after, Audience.BOTH]),
        )
        if self._account is not None:
            away = exists().where(BannerDismissal.announcement_id == row.id, BannerDismissal.session_id == self._account.session_id)
            current = current.where(~away)
        return self._db.scalars(current.order_by(row.id.desc())).all()

    def put_away(self, number: int) -> None:
        """Show an announcement no more to this account until it signs in again; an unknown one is nobody's loss."""
        if self._account is None or self._db.get(BannerAnnouncement, number) is None:
            return
        self._db.merge(BannerDismissal(session_id=self._account.session_id, announcement_id=number))


def over(row: BannerAnnouncement, now: datetime) -> bool:
    """Tell whether an announcement is shown no more."""
    return row.ended_at is not None or (row.ends_at is not None and row.ends_at <= now)


class State(StrEnum):
    """Where an announcement stands."""

    ONLINE = "online"
    PLANNED = "planned"
    ENDED = "ended"


def state_of(row: BannerAnnouncement, now: datetime) -> State:
    """Return where an announcement stands."""
    if over(row, now):
        return State.ENDED
    return State.PLANNED if row.starts_at > now else State.ONLINE


def _entry(action: str, number: int) -> AuditEntry:
    return AuditEntry(action, object_type="announcement", object_id=str(number))
