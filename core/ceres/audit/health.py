"""The line of ``/health`` about the journal: is it sealed in time, copied, and intact?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory
from sqlalchemy import func, select

from ceres.audit.models import AuditEvent, AuditSealCopy
from ceres.audit.sealing import newest
from ceres.audit.verifications import Verifications
from ceres.db.clock import utcnow
from ceres.plugins.contributions import Health, HealthCheck, HealthReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database

_ = TranslationStringFactory("ceres")

LATE = timedelta(minutes=1)  # five seconds are promised; one slow round is no news
FORGOTTEN = timedelta(days=2)  # a verification every night

BROKEN = _("Le journal n’est plus ce qui a été scellé : « ceres journal verify » nomme l’entrée ; prévenir le responsable de la sécurité.")
UNSEALED = _("Des événements attendent leur sceau : vérifier que « ceres worker » tourne et que la clé est là (« ceres check »).")
UNCOPIED = _("Les sceaux ne se copient plus hors de la base : vérifier journal.seal_file et journal.syslog, puis « ceres journal seal ».")
UNVERIFIED = _("Le journal n’a pas été vérifié depuis deux jours : vérifier que « ceres worker » tourne.")


def check_journal(database: Database) -> HealthReport:
    """Say how long the oldest event without a seal waits, what the last verification found, which copies fail."""
    now = utcnow()
    with database.read() as db:
        waiting = _oldest_unsealed(db)
        last = Verifications(db).last()
        failing = db.scalar(select(func.count()).select_from(AuditSealCopy).where(AuditSealCopy.error != "")) or 0
    lag = max(now - waiting, timedelta()) if waiting else timedelta()
    verified = last.finished_at if last else None
    facts = {
        "lag": int(lag.total_seconds()),
        "verified_at": verified.isoformat(timespec="seconds") if verified else None,
        "breaks": len(last.breaks) if last else 0,
        "copies_failing": failing,
    }
    troubles = {
        BROKEN: bool(last and last.breaks),
        UNSEALED: lag > LATE,
        UNCOPIED: bool(failing),
        UNVERIFIED: verified is not None and now - verified > FORGOTTEN,
    }
    advice = next((said for said, wrong in troubles.items() if wrong), "")
    return HealthReport(Health.DEGRADED if advice else Health.OK, facts, advice)


def _oldest_unsealed(db: Session) -> datetime | None:
    last = newest(db)
    after = AuditEvent.id > (last.horizon if last else 0)
    return db.scalar(select(AuditEvent.at).where(after).order_by(AuditEvent.id).limit(1))


WORDS = {
    "lag": _("Attente d’un sceau, en secondes"),
    "verified_at": _("Dernière vérification"),
    "breaks": _("Ruptures trouvées"),
    "copies_failing": _("Copies des sceaux en échec"),
}
JOURNAL = HealthCheck("journal", check_journal, _("Journal des accès"), WORDS)
