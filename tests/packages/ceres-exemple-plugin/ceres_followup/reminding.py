"""The job that reminds by e-mail those who wish it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.api import Account, Audience, Letter
from ceres_followup.models import FollowupPreference, FollowupReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import JobContext


def remind(context: JobContext) -> None:
    """Write to everybody who has something to look at again; one transaction an account."""
    with context.database.read() as db:
        accounts = _waiting(db, context)
    for account_id in accounts:
        if context.stopping():
            return
        with context.database.write() as db:
            _remind(db, account_id, context)


def _waiting(db: Session, context: JobContext) -> list[int]:
    wishing = select(FollowupPreference.account_id).where(FollowupPreference.by_mail)
    due = FollowupReport.due_at <= context.now(), FollowupReport.reminded_at.is_(None), FollowupReport.account_id.in_(wishing)
    return list(db.scalars(select(FollowupReport.account_id).where(*due).distinct()))


def _remind(db: Session, account_id: int, context: JobContext) -> None:
    due = FollowupReport.account_id == account_id, FollowupReport.due_at <= context.now(), FollowupReport.reminded_at.is_(None)
    rows = db.scalars(select(FollowupReport).where(*due)).all()
    for row in rows:
        row.reminded_at = context.now()
    count = len(Audience(db, context.now()).addressed(account_id, [row.report_id for row in rows]))
    account = db.get_one(Account, account_id)
    if count:
        letter = Letter(account.email, "ceres_followup/reminder", account.language, {"count": count}, account_id, unsubscribe="/profile")
        context.mailer(db).queue(letter)
