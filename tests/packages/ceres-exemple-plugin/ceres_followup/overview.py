"""How much is followed: for the page of the administration, the command and ``/health``; no patient, no report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from ceres.api import Account, Database, Health, HealthReport, utcnow
from ceres_followup.models import FollowupReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Line:
    """What one account follows."""

    login: str
    followed: int
    due: int


def overview(db: Session, now: datetime) -> Sequence[Line]:
    """Return a line for each account that follows something, by login."""
    due = func.sum(case((FollowupReport.due_at <= now, 1), else_=0))
    counts = select(Account.login, func.count(), due).join(FollowupReport, FollowupReport.account_id == Account.id)
    return [Line(*row) for row in db.execute(counts.group_by(Account.login).order_by(Account.login))]


def check_followup(database: Database) -> HealthReport:
    """Say how much is followed."""
    with database.read() as db:
        rows = overview(db, utcnow())
    return HealthReport(Health.OK, {"followed": sum(row.followed for row in rows), "due": sum(row.due for row in rows)})
