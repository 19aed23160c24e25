"""Who has opened a report, for those it is addressed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ceres.accounts.models import Account, Mandate
from ceres.reports.models import Reading

MOST = 20


@dataclass(frozen=True, slots=True)
class Consultation:
    """One account that has opened the report."""

    account_id: int
    name: str
    first_at: datetime
    last_at: datetime
    version: int  # the newest one it has seen


class Consultations:
    """Reads who opened what a prescriber receives."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def of(self, report_id: int, prescriber_id: int) -> tuple[Consultation, ...]:
        """Return the accounts that read for this prescriber, now or once, and have opened the report; the latest first."""
        mandated = exists().where(Mandate.account_id == Account.id, Mandate.prescriber_id == prescriber_id)
        statement = (
            select(Account.id, Account.name, Reading.first_opened_at, Reading.last_opened_at, Reading.version_seen)
            .join(Reading, Reading.account_id == Account.id)
            .where(Reading.report_id == report_id, mandated)
            .order_by(Reading.last_opened_at.desc(), Account.id)
            .limit(MOST)
        )
        return tuple(Consultation(*row) for row in self._db.execute(statement))
