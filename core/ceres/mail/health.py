"""The line of ``/health`` about e-mails."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.mail.models import MailMessage
from ceres.plugins.contributions import Health, HealthReport

RECENT = timedelta(days=1)  # a failure is news for so long
LATE = timedelta(minutes=15)  # what is due for longer means that nothing sends


def check_mail(database: Database) -> HealthReport:
    """Say how many messages wait and how many were given up; degraded when some fail, or nobody sends them."""
    now = utcnow()
    waiting = MailMessage.sent_at.is_(None) & MailMessage.given_up_at.is_(None)
    failed = MailMessage.given_up_at.is_not(None)
    facts = select(
        func.count().filter(waiting),
        func.count().filter(failed),
        func.count().filter(failed & (MailMessage.given_up_at > now - RECENT)),
        func.count().filter(waiting & (MailMessage.not_before < now - LATE)),
    )
    with database.read() as db:
        queued, given_up, recent, late = db.execute(facts.select_from(MailMessage)).one()
    state = Health.DEGRADED if recent or late else Health.OK
    return HealthReport(state, {"queued": queued, "failed": given_up, "late": late})
