"""The line of ``/health`` about the journal: is it sealed in time, copied, and intact?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ceres.audit.models import AuditEvent, AuditSealCopy
from ceres.audit.sealing import newest
from ceres.audit.verifications import Verifications
from ceres.db.clock import utcnow
from ceres.plugins.contributions import Health, HealthReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database

LATE = timedelta(minutes=1)  # five seconds are promised; one slow round is no news
FORGOTTEN = timedelta(days=2)  # a verification every night


def check_journal(database: Database) -> HealthReport:
    """Say how long the oldest event without a seal waits, what the last verification found, which copies fail."""
    now = utcnow()
    with database.read() as db:
        waiting = _oldest_unsealed(db)
        last = Verifications(db).last()
        failing = db.scalar(select(func.count()).select_from(AuditSealCopy).where(AuditSealCopy.error != "")) or 0
    lag = max(now - waiting, timedelta()) if waiting else timedelta()
    broken = len(last.breaks) if last else 0
    verified = last.finished_at if last else None
    forgotten = verified is not None and now - verified > FORGOTTEN
    state = Health.DEGRADED if lag > LATE or broken or failing or forgotten else Health.OK
    facts = {"lag": int(lag.total_seconds()), "verified": verified.isoformat(timespec="seconds") if verified else None}
    return HealthReport(state, {**facts, "breaks": broken, "copies_failing": failing})


def _oldest_unsealed(db: Session) -> datetime | None:
    last = newest(db)
    after = AuditEvent.id > (last.horizon if last else 0)
    return db.scalar(select(AuditEvent.at).where(after).order_by(AuditEvent.id).limit(1))
