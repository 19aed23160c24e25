"""The jobs of the core: e-mails, and forgetting what no longer counts."""

from __future__ import annotations

from ceres.accounts.purge import purge_demands
from ceres.mail.outbox import Outbox
from ceres.mail.sending import Sender
from ceres.plugins.contributions import Job, JobContext
from ceres.reports.searches import purge_searches
from ceres.reports.tally import count_deliveries
from ceres.sessions.purge import purge_sessions
from ceres.sessions.throttle import purge_throttles

HOUR, FIVE_MINUTES = 3600, 300  # seconds


def send_mail(context: JobContext) -> None:
    """Send what is due."""
    Sender.for_site(context.settings, context.database, context.now).run(context.stopping)


def forget_mail(context: JobContext) -> None:
    """Drop the trace of messages that left or were given up long ago."""
    Outbox(context.database, context.settings.mail, context.now).purge()


def forget_sessions(context: JobContext) -> None:
    """Drop sessions that ended long ago."""
    with context.database.write() as db:
        purge_sessions(db, context.settings.sessions, context.now())


def forget_searches(context: JobContext) -> None:
    """Drop the searches of sessions that are over."""
    with context.database.write() as db:
        purge_searches(db, context.settings.sessions, context.now())


def forget_throttles(context: JobContext) -> None:
    """Drop counts of failures that no longer hold anybody back."""
    with context.database.write() as db:
        purge_throttles(db, context.settings.security, context.now())


def forget_demands(context: JobContext) -> None:
    """Drop temporary passwords and changes of address that expired."""
    with context.database.write() as db:
        purge_demands(db, context.now())


def tally_deliveries(context: JobContext) -> None:
    """Count what prescribers received since the last time."""
    count_deliveries(context.database, context.now, context.stopping)


# E-mails last: what the other jobs queue leaves in the same run of « worker --once ».
CORE_JOBS = (
    Job("sessions", "Oubli des sessions terminées", HOUR, forget_sessions),
    Job("searches", "Oubli des recherches terminées", HOUR, forget_searches),
    Job("throttles", "Oubli des échecs de connexion anciens", HOUR, forget_throttles),
    Job("demands", "Oubli des mots de passe temporaires et changements d’adresse expirés", HOUR, forget_demands),
    Job("tally", "Décompte des comptes rendus de chaque prescripteur", FIVE_MINUTES, tally_deliveries),
    Job("mail-purge", "Oubli des courriels anciens", HOUR, forget_mail),
    Job("mail", "Envoi des courriels", 5, send_mail),
)
