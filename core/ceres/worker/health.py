"""The line of ``/health`` about the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from pyramid.i18n import TranslationStringFactory
from sqlalchemy import func, select

from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.plugins.contributions import Health, HealthCheck, HealthReport
from ceres.worker.models import WorkerJob

_ = TranslationStringFactory("ceres")

LATE = timedelta(minutes=15)  # some job starts every few seconds: nothing for so long means that nobody works
STUBBORN = 3  # failures in a row

ABSENT = _("Aucune tâche de fond n’a tourné depuis un quart d’heure : démarrer « ceres worker », ou le service qui le lance.")
FAILING = _("Une tâche de fond échoue à chaque essai : chercher son nom dans le journal du service « ceres worker ».")


def worker_check(since: datetime) -> HealthCheck:
    """Return the check of a portal that started at ``since``: it lets a worker the time to start too."""
    words = {"last_run_at": _("Dernière tâche commencée"), "failing": _("Tâches qui échouent")}
    return HealthCheck("worker", lambda database: check_worker(database, since), _("Tâches de fond"), words)


def check_worker(database: Database, since: datetime) -> HealthReport:
    """Say when a job started last and how many fail again and again; degraded when some do, or none runs."""
    with database.read() as db:
        last, failing = db.execute(
            select(func.max(WorkerJob.started_at), func.count().filter(WorkerJob.failures >= STUBBORN)).select_from(WorkerJob)
        ).one()
    facts = {"last_run_at": last.isoformat(timespec="seconds") if last else None, "failing": failing}
    if max(since, last or since) < utcnow() - LATE:
        return HealthReport(Health.DEGRADED, facts, ABSENT)
    return HealthReport(Health.DEGRADED, facts, FAILING) if failing else HealthReport(Health.OK, facts)
