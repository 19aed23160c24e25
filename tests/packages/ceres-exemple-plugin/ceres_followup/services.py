"""Follows reports for one account, and tells which are to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from ceres.api import Audience, ReportQuery, ReportReading, ReportStatus
from ceres_followup.models import FollowupPreference, FollowupReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import Report, Request

LONGEST = 365  # days
MOST = 500  # reports that a search looks among


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wishes to be reminded."""

    days: int
    by_mail: bool


class NotDays(ValueError):
    """A delay is from 0 to 365 days."""


class Followups:
    """What one account follows, in the transaction of ``db``."""

    def __init__(self, db: Session, account_id: int, now: datetime, usual: Wishes) -> None:
        self._db = db
        self._account_id = account_id
        self._now = now
        self._usual = usual

    @classmethod
    def for_request(cls, request: Request) -> Followups:
        """Return those of whoever is signed in."""
        if request.identity is None:
            raise LookupError("nobody is signed in")
        usual = Wishes(request.settings.plugin("followup")["days"], by_mail=False)
        return cls(request.db, request.identity.account_id, request.now, usual)

    def follow(self, public_ids: Sequence[str]) -> int:
        """Follow those of the reports that the account may see, from now on; return how many."""
        scope = ReportQuery.visible_to(self._account_id, self._now)
        seen = ReportReading(self._db).find_all(scope, public_ids).values()
        found = [report for report in seen if report.row.status is not ReportStatus.RETRACTED]
        due = self._now + timedelta(days=self.wishes().days)
        for report in found:
            key = {"account_id": self._account_id, "report_id": report.internal_id}
            self._db.merge(FollowupReport(**key, public_id=report.row.report_id, due_at=due, reminded_at=None))
        return len(found)

    def stop(self, public_id: str) -> None:
        """Follow a report no more."""
        own = FollowupReport.account_id == self._account_id, FollowupReport.public_id == public_id
        self._db.execute(delete(FollowupReport).where(*own))

    def due_date(self, public_id: str) -> datetime | None:
        """Return when the report is to be looked at again; None when it is not followed."""
        own = FollowupReport.account_id == self._account_id, FollowupReport.public_id == public_id
        return self._db.scalar(select(FollowupReport.due_at).where(*own))

    def followed_among(self, public_ids: Sequence[str]) -> int:
        """Return how many of these reports the account follows."""
        own = FollowupReport.account_id == self._account_id, FollowupReport.public_id.in_(public_ids)
        return self._db.scalar(select(func.count()).select_from(FollowupReport).where(*own)) or 0

    def narrow(self, query: ReportQuery, *, due_only: bool) -> ReportQuery:
        """Keep the reports that the account follows; with ``due_only``, those whose time has come."""
        followed = select(FollowupReport.public_id).where(FollowupReport.account_id == self._account_id)
        if due_only:
            followed = followed.where(FollowupReport.due_at <= self._now)
        return query.with_reports(self._db.scalars(followed.order_by(FollowupReport.due_at).limit(MOST)))

    def due_count(self) -> int:
        """Return how many of the followed reports are to be looked at again and may still be seen."""
        due = FollowupReport.account_id == self._account_id, FollowupReport.due_at <= self._now
        reports = self._db.scalars(select(FollowupReport.report_id).where(*due)).all()
        return len(Audience(self._db, self._now).addressed(self._account_id, reports)) if reports else 0

    def wishes(self) -> Wishes:
        """Return how the account wishes to be reminded."""
        row = self._db.get(FollowupPreference, self._account_id)
        return Wishes(row.days, row.by_mail) if row else self._usual

    def wish(self, days: str, *, by_mail: bool) -> Wishes:
        """Keep how the account wishes to be reminded; raises NotDays."""
        if not (days.isascii() and days.isdecimal()) or len(days) > 3 or int(days) > LONGEST:
            raise NotDays
        self._db.merge(FollowupPreference(account_id=self._account_id, days=int(days), by_mail=by_mail))
        return Wishes(int(days), by_mail)


def forget(db: Session, report: Report) -> None:
    """A report is withdrawn: nobody follows it any more."""
    db.execute(delete(FollowupReport).where(FollowupReport.report_id == report.id))
