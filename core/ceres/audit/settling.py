"""Waits for the numbers of events to be settled: on PostgreSQL a lower number may be committed after a higher one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PATIENCE = 2.0  # seconds
PAUSE = 0.02

# Inserting takes this lock before a number is drawn, and keeps it until the transaction ends: once those who hold it
# are gone, every number drawn before is either visible or will never be.
WRITERS = text(
    """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'audit_event'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
    """
)


def settled(db: Session, patience: float = PATIENCE) -> bool:
    """Tell whether all numbers drawn so far are visible to the next statement or given up; waits a little for those under way."""
    if db.get_bind().dialect.name == "sqlite":
        return True  # one writer at a time, and it is this transaction
    waited = set(db.scalars(WRITERS))
    until = time.monotonic() + patience
    while waited and time.monotonic() < until:
        time.sleep(PAUSE)
        waited &= set(db.scalars(WRITERS))
    return not waited
