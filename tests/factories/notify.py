"""Prescribers who wish to be told of new reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.reports.models import Report
from ceres.reports.reading_sql import upsert_reading
from ceres_notify.models import Frequency, NotifyPending, NotifyPreference
from factories.people import add_account, add_mandate, add_prescriber


def prescriber_who_wants_notices(
    site: Site,
    login: str = "h.marchand",
    *,
    code: str = "DR1",
    language: str = "fr",
    frequency: Frequency = Frequency.IMMEDIATE,
    **wishes: Any,
) -> Account:
    """Add an account with a mandate and its wishes."""
    with site.database.write() as db:
        account = add_account(db, login)
        account.language = language
        add_mandate(db, account, add_prescriber(db, code))
        values = {"enabled": True, "changed_at": utcnow(), "frequency": frequency, **wishes}
        db.add(NotifyPreference(account_id=account.id, **values))
    return account


def pending(site: Site) -> int:
    """Return how many rows wait."""
    with site.database.read() as db:
        return db.scalar(select(func.count()).select_from(NotifyPending)) or 0


def has_read(site: Site, account: Account) -> None:
    """Let the account have opened every report in its present version."""
    with site.database.write() as db:
        for report in db.scalars(select(Report)):
            upsert_reading(db, account.id, report.id, report.current_version, utcnow())
