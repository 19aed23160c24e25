"""The line of ``/health`` about e-mails."""

from __future__ import annotations

from datetime import timedelta

from pyramid.i18n import TranslationStringFactory
from sqlalchemy import func, select

from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.mail.models import MailMessage
from ceres.plugins.contributions import Health, HealthCheck, HealthReport

_ = TranslationStringFactory("ceres")

RECENT = timedelta(days=1)  # a failure is news for so long
LATE = timedelta(minutes=15)  # what is due for longer means that nothing sends
TROUBLE = _("Des courriels ne partent pas : la page « Courriels » en dit la raison, « ceres mail test » essaie la liaison.")


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
    counts = {"queued": queued, "failed": given_up, "late": late}
    return HealthReport(Health.DEGRADED, counts, TROUBLE) if recent or late else HealthReport(Health.OK, counts)


WORDS = {"queued": _("En attente"), "failed": _("Abandonnés"), "late": _("En retard de plus d’un quart d’heure")}
MAIL = HealthCheck("mail", check_mail, _("Courriels"), WORDS)
