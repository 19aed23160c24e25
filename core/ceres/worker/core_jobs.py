"""The jobs of the core: e-mails, the seals of the journal, and forgetting what no longer counts."""

from __future__ import annotations

from ceres.accounts.purge import purge_demands
from ceres.audit.copying import SealCopies
from ceres.audit.entry import AuditContext
from ceres.audit.purging import Purge
from ceres.audit.sealing import Sealer
from ceres.audit.verifications import run_due
from ceres.mail.outbox import Outbox
from ceres.mail.sending import Sender
from ceres.plugins.contributions import Job, JobContext
from ceres.reports.searches import purge_searches
from ceres.reports.tally import count_deliveries
from ceres.sessions.purge import purge_sessions
from ceres.sessions.throttle import purge_throttles

HOUR, FIVE_MINUTES = 3600, 300  # seconds
SYSTEM = AuditContext(login="worker")


def seal_journal(context: JobContext) -> None:
    """Chain the events that no seal covers yet."""
    Sealer(context.database, context.settings.journal.key_file, context.now).seal(context.stopping)


def copy_seals(context: JobContext) -> None:
    """Copy new seals out of the database; what fails is shown by ``/health`` and tried again."""
    SealCopies(context.database, context.settings.journal, context.now).run(context.stopping)


def verify_journal(context: JobContext) -> None:
    """Do the night's verification, or the one that somebody asked for."""
    run_due(context.database, context.settings, context.now, context.stopping)


def purge_journal(context: JobContext) -> None:
    """Remove events that were kept long enough."""
    sealer = Sealer(context.database, context.settings.journal.key_file, context.now)
    for _ in Purge(context.database, sealer, context.settings.journal.keep_months, context.now).run(SYSTEM, context.stopping):
        pass


def send_mail(context: JobContext) -> None:
    """Send what is due; the look of the site, which letters carry, is read only when something is."""
    if Outbox(context.database, context.settings.mail, context.now).has_due():
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


# Three seconds, and one for the worker to notice: an event is sealed five seconds late at most.
SEALING = 3

# E-mails last: what the other jobs queue leaves in the same run of « worker --once ».
CORE_JOBS = (
    Job("sessions", "Oubli des sessions terminées", HOUR, forget_sessions),
    Job("searches", "Oubli des recherches terminées", HOUR, forget_searches),
    Job("throttles", "Oubli des échecs de connexion anciens", HOUR, forget_throttles),
    Job("demands", "Oubli des mots de passe temporaires et changements d’adresse expirés", HOUR, forget_demands),
    Job("tally", "Décompte des comptes rendus de chaque prescripteur", FIVE_MINUTES, tally_deliveries),
    Job("mail-purge", "Oubli des courriels anciens", HOUR, forget_mail),
    Job("journal-purge", "Purge du journal des accès", 24 * HOUR, purge_journal),
    Job("journal-seal", "Scellement du journal des accès", SEALING, seal_journal),
    Job("journal-copy", "Copie des sceaux du journal", 5, copy_seals),
    Job("journal-verify", "Vérification du journal des accès", 5, verify_journal),
    Job("mail", "Envoi des courriels", 5, send_mail),
)
