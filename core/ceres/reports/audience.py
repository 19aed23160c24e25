"""Who is to hear of a report: the accounts it is for, and those who opened it; never what is in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from ceres.accounts.models import Account, Mandate
from ceres.db.base import UtcDateTime
from ceres.reports.models import Delivery, Reading, Report, ReportStatus, Withheld

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Audience:
    """Reads in the transaction of ``db``; accounts that are disabled and mandates that have ended do not count."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def recipients(self, report_id: int) -> Sequence[int]:
        """Return the accounts that may read the report under a mandate that tells of new ones."""
        return self._db.scalars(RECIPIENTS, {"report_id": report_id, "now": self._now}).all()

    def readers(self, report_id: int) -> Sequence[int]:
        """Return the accounts that opened the report and may still read what its prescribers receive."""
        return self._db.scalars(READERS, {"report_id": report_id, "now": self._now}).all()

    def unread(self, account_id: int, report_ids: Collection[int]) -> frozenset[int]:
        """Return which of the reports the account may see now and has not opened in their present version."""
        seen = exists().where(
            Reading.report_id == Report.id, Reading.account_id == account_id, Reading.version_seen >= Report.current_version
        )
        shown = _mandated(Report.id).join(Report, Report.id == Delivery.report_id).where(~seen)
        shown = shown.where(Report.withheld == Withheld.NO, Report.status != ReportStatus.RETRACTED)
        return self._found(shown.where(Mandate.notify.is_(True)), account_id, report_ids)

    def addressed(self, account_id: int, report_ids: Collection[int]) -> frozenset[int]:
        """Return which of the reports, the withdrawn ones included, are for prescribers the account may read for now."""
        return self._found(_mandated(Delivery.report_id), account_id, report_ids)

    def _found(self, statement: Select[Any], account_id: int, report_ids: Collection[int]) -> frozenset[int]:
        wanted = statement.where(Mandate.account_id == account_id, Delivery.report_id.in_(report_ids))
        return frozenset(self._db.scalars(wanted, {"now": self._now}))


def _mandated(column: Any) -> Select[Any]:
    now = bindparam("now", type_=UtcDateTime)
    counts = and_(Mandate.valid_from <= now, or_(Mandate.valid_until.is_(None), Mandate.valid_until > now), Account.disabled_at.is_(None))
    return (
        select(column)
        .select_from(Delivery)
        .join(Mandate, Mandate.prescriber_id == Delivery.prescriber_id)
        .join(Account, Account.id == Mandate.account_id)
        .where(counts)
    )


def _accounts(condition: ColumnElement[bool]) -> Select[int]:
    """Return the accounts for one report; made once: each report that is published asks."""
    found = _mandated(Mandate.account_id).where(Delivery.report_id == bindparam("report_id"), condition)
    return found.distinct().order_by(Mandate.account_id)


RECIPIENTS = _accounts(Mandate.notify.is_(True))
READERS = _accounts(exists().where(Reading.report_id == Delivery.report_id, Reading.account_id == Mandate.account_id))
