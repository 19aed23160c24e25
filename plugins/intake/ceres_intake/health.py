"""The plugin's line of ``/health``."""

from __future__ import annotations

from sqlalchemy import func, select

from ceres.api import Database, Health, HealthReport, Quarantine, QuarantineState, Receipt
from ceres_intake.models import IntakeFlow


def check_intake(database: Database) -> HealthReport:
    """Say when the last message and the last report came, and how many messages wait for somebody."""
    with database.read() as db:
        received = db.scalar(select(func.max(Receipt.received_at)))
        reported = db.scalar(select(func.max(IntakeFlow.last_message_at)))
        waiting = db.scalar(select(func.count()).select_from(Quarantine).where(Quarantine.state == QuarantineState.WAITING))
    return HealthReport(
        Health.OK,
        {
            "last_message_at": received.isoformat(timespec="seconds") if received else None,
            "last_report_at": reported.isoformat(timespec="seconds") if reported else None,
            "quarantined": waiting or 0,
        },
    )
