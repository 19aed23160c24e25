"""The plugin's line of ``/health``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from translationstring import TranslationStringFactory

from ceres.api import Database, Health, HealthReport, QuarantineQueue, Receipt, utcnow
from ceres_intake.models import IntakeFlow, IntakeListener

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SILENT = timedelta(seconds=60)  # after which a listener that says nothing is not up any more
FORGOTTEN = timedelta(days=1)  # after which nobody asks what became of it

_ = TranslationStringFactory("ceres")
LOST = _(
    "Une écoute s’est arrêtée sans le dire : relancez « ceres mllp » à la même adresse ; "
    "le laboratoire renvoie ce qui n’a pas été acquitté."
)
WORDS = {
    "last_message_at": _("Dernier message"),
    "last_report_at": _("Dernier compte rendu"),
    "messages_last_hour": _("Messages de la dernière heure"),
    "quarantined": _("Messages en quarantaine"),
    "listeners": _("Écoutes en marche"),
    "listeners_lost": _("Écoutes perdues"),
    "connections": _("Connexions"),
    "queue": _("Messages en cours"),
}

Facts = dict[str, str | int | None]


def check_intake(database: Database) -> HealthReport:
    """Say when the last message and the last report came, how many messages wait for somebody, and which listeners are up."""
    with database.read() as db:
        received = db.scalar(select(func.max(Receipt.received_at)))
        reported = db.scalar(select(func.max(IntakeFlow.last_message_at)))
        hour = db.scalar(select(func.count()).select_from(Receipt).where(Receipt.received_at > utcnow() - timedelta(hours=1)))
        waiting = QuarantineQueue(db).waiting()
        listeners = _listeners(db)
    facts: Facts = {
        "last_message_at": received.isoformat(timespec="seconds") if received else None,
        "last_report_at": reported.isoformat(timespec="seconds") if reported else None,
        "messages_last_hour": hour or 0,
        "quarantined": waiting,
    }
    lost = listeners["listeners_lost"]
    return HealthReport(Health.DEGRADED, facts | listeners, LOST) if lost else HealthReport(Health.OK, facts | listeners)


def _listeners(db: Session) -> Facts:
    """Return what the listeners of all processes said last; a lost one stopped without saying so."""
    now = utcnow()
    rows = db.scalars(select(IntakeListener).where(IntakeListener.seen_at > now - FORGOTTEN)).all()
    up = [row for row in rows if row.seen_at > now - SILENT]
    return {
        "listeners": len(up),
        "listeners_lost": len(rows) - len(up),
        "connections": sum(row.connections for row in up),
        "queue": sum(row.in_hand for row in up),
    }
