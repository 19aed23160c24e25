"""The announcements of the site: written, published, changed, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ceres.api import AuditEntry
from ceres_banner.models import BannerAnnouncement, BannerDismissal
from ceres_banner.written import EndedAnnouncement, NotADraft, StillADraft, UnknownAnnouncement, Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ceres.api import Request


class State(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    PLANNED = "planned"
    ONLINE = "online"
    ENDED = "ended"


class AnnouncementDesk:
    """The acts of somebody of the site on its announcements; each one is traced."""

    def __init__(self, db: Session, record: Callable[[AuditEntry], None], login: str, now: datetime) -> None:
        self._db = db
        self._record = record
        self._login = login
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> AnnouncementDesk:
        """Return the desk of the signed-in account."""
        return cls(request.db, request.trail.record, request.identity.login if request.identity else "", request.now)

    def publish(self, written: Written) -> BannerAnnouncement:
        """Keep a new announcement; it is shown from its start on.

        Raises:
            BadText: a text cannot be shown.
            BadPeriod: it would never be shown.
        """
        return self._add(written.checked(self._now), "banner.announce", self._now)

    def keep(self, written: Written) -> BannerAnnouncement:
        """Keep a new draft; nobody is shown it.

        Raises:
            BadText: a text could not be shown.
        """
        return self._add(written.tidied(), "banner.draft", None)

    def change(self, number: int, written: Written, *, publish: bool = False) -> BannerAnnouncement:
        """Write an announcement anew, and ``publish`` it if it is a draft; who had put it away is shown it again.

        Raises:
            UnknownAnnouncement: there is none of that number.
            EndedAnnouncement: it is over.
            BadText: a text cannot be shown.
            BadPeriod: it would never be shown.
        """
        row = self._row(number)
        if state_of(row, self._now) is State.ENDED:
            raise EndedAnnouncement(number)
        announced = publish and row.published_at is None
        _write(row, written.checked(self._now) if publish or row.published_at else written.tidied())
        if announced:
            row.published_at, row.starts_at = self._now, max(row.starts_at, self._now)
        self._db.execute(delete(BannerDismissal).where(BannerDismissal.announcement_id == number))
        self._record(_entry("banner.announce" if announced else "banner.change", number))
        return row

    def release(self, number: int) -> BannerAnnouncement:
        """Publish a draft as it stands; what is published already is left as it is.

        Raises:
            UnknownAnnouncement: there is none of that number.
            BadPeriod: it would never be shown.
        """
        row = self._row(number)
        return row if row.published_at else self.change(number, written_of(row), publish=True)

    def end(self, number: int) -> BannerAnnouncement:
        """Stop showing an announcement; one that has ended already is left as it is.

        Raises:
            UnknownAnnouncement: there is none of that number.
            StillADraft: nobody was ever shown it.
        """
        row = self._row(number)
        if row.published_at is None:
            raise StillADraft(number)
        if state_of(row, self._now) is not State.ENDED:
            row.ended_at = self._now
            self._record(_entry("banner.end", number))
        return row

    def remove(self, number: int) -> None:
        """Remove a draft.

        Raises:
            UnknownAnnouncement: there is none of that number.
            NotADraft: people may have seen it.
        """
        row = self._row(number)
        if row.published_at is not None:
            raise NotADraft(number)
        self._db.delete(row)
        self._record(_entry("banner.remove", number))

    def get(self, number: int) -> BannerAnnouncement:
        """Return one announcement.

        Raises:
            UnknownAnnouncement: there is none of that number.
        """
        row = self._db.get(BannerAnnouncement, number)
        if row is None:
            raise UnknownAnnouncement(number)
        return row

    def all(self) -> Sequence[BannerAnnouncement]:
        """Return every announcement, the latest first."""
        return self._db.scalars(select(BannerAnnouncement).order_by(BannerAnnouncement.id.desc())).all()

    def _row(self, number: int) -> BannerAnnouncement:
        row = self._db.get(BannerAnnouncement, number, with_for_update=True)
        if row is None:
            raise UnknownAnnouncement(number)
        return row

    def _add(self, fit: Written, action: str, published_at: datetime | None) -> BannerAnnouncement:
        row = BannerAnnouncement(created_at=self._now, created_by=self._login, published_at=published_at)
        _write(row, fit)
        self._db.add(row)
        self._db.flush()
        self._record(_entry(action, row.id))
        return row


def written_of(row: BannerAnnouncement) -> Written:
    """Return an announcement as it was written."""
    return Written(row.texts, row.starts_at, row.ends_at, row.level, row.audience)


def state_of(row: BannerAnnouncement, now: datetime) -> State:
    """Return where an announcement stands."""
    if row.published_at is None:
        return State.DRAFT
    if row.ended_at is not None or (row.ends_at is not None and row.ends_at <= now):
        return State.ENDED
    return State.PLANNED if row.starts_at > now else State.ONLINE


def _write(row: BannerAnnouncement, fit: Written) -> None:
    row.texts = dict(fit.texts)
    row.starts_at, row.ends_at, row.level, row.audience = fit.starts_at, fit.ends_at, fit.level, fit.audience


def _entry(action: str, number: int) -> AuditEntry:
    return AuditEntry(action, object_type="announcement", object_id=str(number))
