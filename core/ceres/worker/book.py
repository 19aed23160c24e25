"""Remembers when each job ran, for all workers together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ceres.worker.models import WorkerJob

if TYPE_CHECKING:
    from ceres.db.clock import Clock
    from ceres.db.engine import Database

EARLY = 0.9  # of a period: workers do not tick together


class JobBook:
    """Written by whoever holds the job."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._now = clock

    def begin(self, name: str, every: int = 0) -> bool:
        """Note that a job starts; False when another worker started it less than ``every`` seconds ago."""
        with self._database.write() as db:
            row = db.get(WorkerJob, name)
            if row is None:
                db.add(row := WorkerJob(name=name))
            if _recent(row.started_at, self._now(), timedelta(seconds=every * EARLY)):
                return False
            row.started_at = self._now()
        return True

    def end(self, name: str, *, failed: bool) -> None:
        """Note how it ended."""
        with self._database.write() as db:
            row = db.get_one(WorkerJob, name)
            row.finished_at = self._now()
            row.failures = row.failures + 1 if failed else 0


def _recent(started: datetime | None, now: datetime, period: timedelta) -> bool:
    # A start in the future comes from a clock that was set back: it must not stop the job.
    return started is not None and now - period < started <= now
