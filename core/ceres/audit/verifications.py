"""Remembers what verifications found: every night's, and those that people ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from ceres.audit.key import JournalKey, KeyTrouble, read_key
from ceres.audit.models import AuditEvent, AuditSeal, AuditVerification
from ceres.audit.verifying import Stopped, Verifier
from ceres.db.clock import Clock, utcnow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.breaks import Verdict
    from ceres.config.settings import Settings
    from ceres.db.engine import Database

NIGHT = 5  # o'clock, in the site's zone
KEPT_BREAKS = 50
AT_ONCE = 20_000  # events: about a second


class Verifications:
    """The rows of verifications, in one transaction."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def last(self) -> AuditVerification | None:
        """Return the last one that came to its end."""
        done = select(AuditVerification).where(AuditVerification.finished_at.is_not(None))
        return self._db.scalars(done.order_by(AuditVerification.id.desc()).limit(1)).first()

    def waiting(self) -> AuditVerification | None:
        """Return the one that was asked for and is not done yet."""
        asked = select(AuditVerification).where(AuditVerification.finished_at.is_(None))
        return self._db.scalars(asked.order_by(AuditVerification.id).limit(1)).first()

    def latest(self) -> tuple[AuditVerification | None, AuditVerification | None]:
        """Return the last one that came to its end and the one that waits, in one statement: the last two rows."""
        rows = self._db.scalars(select(AuditVerification).order_by(AuditVerification.id.desc()).limit(2)).all()
        done = next((row for row in rows if row.finished_at is not None), None)
        return done, next((row for row in rows if row.finished_at is None), None)

    def ask(self, login: str, now: datetime) -> AuditVerification:
        """Ask the worker for one; whoever asks while one waits gets that one."""
        row = self.waiting()
        if row is None:
            self._db.add(row := AuditVerification(asked_at=now, asked_by=login))
            self._db.flush()
        return row

    def short(self) -> bool:
        """Tell whether the journal is short enough to be verified while somebody waits."""
        newest, oldest = (self._db.scalar(select(end(AuditEvent.id))) or 0 for end in (func.max, func.min))
        return newest - oldest < AT_ONCE


def conclude(row: AuditVerification, verdict: Verdict, now: datetime) -> None:
    """Write a verdict down."""
    row.events, row.seals, row.head, row.finished_at = verdict.events, verdict.seals, verdict.head, now
    row.breaks = [each.facts() for each in verdict.breaks[:KEPT_BREAKS]]


def verifier_of(database: Database, settings: Settings, copy: Path | None = None) -> Verifier:
    """Return what verifies the journal of a site; its own copy of the seals is compared unless another one is named."""
    own = Path(settings.journal.seal_file) if settings.journal.seal_file else None
    return Verifier(database, _key(settings), copy or (own if own and own.exists() else None))


def run_due(database: Database, settings: Settings, clock: Clock = utcnow, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Do the verification that somebody asked for, or the night's; False when none is due."""
    if not _due(database, settings, clock()):
        return False
    try:
        verdict = verifier_of(database, settings).run(stopping)
    except Stopped:
        return False  # another worker begins again
    with database.write() as db:
        conclude(Verifications(db).ask("", clock()), verdict, clock())
    return True


def _due(database: Database, settings: Settings, now: datetime) -> bool:
    with database.read() as db:
        known = Verifications(db)
        if known.waiting() is not None:
            return True
        last = known.last()
        if last is None:
            return db.scalar(select(AuditSeal.number).limit(1)) is not None
    return last.asked_at < _last_night(now, ZoneInfo(settings.site.timezone))


def _last_night(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


def _key(settings: Settings) -> JournalKey | None:
    try:
        return read_key(settings.journal.key_file)
    except KeyTrouble:
        return None  # then every signature is doubtful, which the verdict says
