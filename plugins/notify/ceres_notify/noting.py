"""Writes down, in the transaction that publishes a report, who is to be told of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ceres.api import Audience, NotificationKind, utcnow
from ceres_notify.models import NotifyPending, NotifyPreference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import Report, ReportVersion


def note_published(db: Session, report: Report) -> None:
    """A report appears: those who wish it are told. One that is still in progress has nothing to read yet."""
    if report.current_version:
        _note_news(db, report, Audience(db, utcnow()).recipients(report.id))


def note_amended(db: Session, report: Report, previous: ReportVersion | None) -> None:
    """Its content changed: whoever opened it is told at once; to the others it is as new."""
    audience = Audience(db, utcnow())
    readers = audience.readers(report.id) if previous is not None else ()
    _note(db, report, NotificationKind.AMENDED, readers)
    if report.current_version:
        _note_news(db, report, set(audience.recipients(report.id)).difference(readers))


def note_retracted(db: Session, report: Report) -> None:
    """It is withdrawn: whoever opened it is told at once, nobody is told that it is there."""
    db.execute(delete(NotifyPending).where(NotifyPending.report_id == report.id))
    _note(db, report, NotificationKind.RETRACTED, Audience(db, utcnow()).readers(report.id))


def forget_news(db: Session) -> None:
    """Forget who was to be told of reports; who opened one that was amended or withdrawn is told all the same."""
    db.execute(delete(NotifyPending).where(NotifyPending.kind == NotificationKind.NEWS))


def _note_news(db: Session, report: Report, accounts: Collection[int]) -> None:
    if not accounts:
        return
    wishing = select(NotifyPreference.account_id).where(NotifyPreference.enabled, NotifyPreference.account_id.in_(accounts))
    waiting = select(NotifyPending.account_id).where(NotifyPending.report_id == report.id, NotifyPending.kind == NotificationKind.NEWS)
    _note(db, report, NotificationKind.NEWS, db.scalars(wishing.where(NotifyPreference.account_id.not_in(waiting))).all())


def _note(db: Session, report: Report, kind: NotificationKind, accounts: Collection[int]) -> None:
    now = utcnow()
    db.add_all(NotifyPending(account_id=each, report_id=report.id, kind=kind, created_at=now) for each in accounts)
