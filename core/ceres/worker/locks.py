"""One process at a time for each job: advisory locks on PostgreSQL, leases on SQLite."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from ceres.worker.models import WorkerJob

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ceres.db.clock import Clock
    from ceres.db.engine import Database

Key = ColumnElement[int]

LEASE = timedelta(seconds=60)  # what a worker that was killed keeps others waiting
RENEWALS = 4  # a lease


class JobLocks(Protocol):
    """Decides who runs a job."""

    def hold(self, name: str) -> AbstractContextManager[bool]:
        """Hold the job ``name`` for the time of the block; False when another process does."""


def make_locks(database: Database, clock: Clock) -> JobLocks:
    """Return the locks of the site's database."""
    return Leases(database, clock) if database.is_sqlite else AdvisoryLocks(database)


class AdvisoryLocks:
    """Locks of a connection: they end with it, so a worker that was killed holds nothing."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Try to lock; the key holds the schema, since several sites may share a database."""
        key: Key = func.hashtextextended(func.concat(text("current_schema()"), "/ceres/", name), 0)
        with self._engine.connect() as connection:
            held = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
            try:
                yield held
            finally:
                if held:
                    _unlock(connection, key)


def _unlock(connection: Connection, key: Key) -> None:
    try:
        connection.scalar(select(func.pg_advisory_unlock(key)))
    except SQLAlchemyError:
        connection.invalidate()  # back in the pool it might hold the lock for ever


class Leases:
    """Rows that say who runs a job until when; renewed while it runs."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta = LEASE) -> None:
        self._database = database
        self._now = clock
        self._lease = lease
        self._holder = secrets.token_hex(8)

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Try to take the lease."""
        if not self._take(name):
            yield False
            return
        done = Event()
        renewing = Thread(target=self._renew, args=(name, done), name=f"lease {name}", daemon=True)
        renewing.start()
        try:
            yield True
        finally:
            done.set()
            renewing.join()
            self._set(name, None)

    def _take(self, name: str) -> bool:
        with self._database.write() as db:
            row = db.get(WorkerJob, name)
            if row is None:
                db.add(row := WorkerJob(name=name))
            # A job of this very process counts as well: it has two threads that might run it.
            if row.lease_until is not None and row.lease_until > self._now():
                return False
            row.holder, row.lease_until = self._holder, self._now() + self._lease
        return True

    def _renew(self, name: str, done: Event) -> None:
        while not done.wait(self._lease.total_seconds() / RENEWALS):
            with suppress(SQLAlchemyError):  # the next renewal may succeed
                self._set(name, self._now() + self._lease)

    def _set(self, name: str, until: object) -> None:
        mine = update(WorkerJob).where(WorkerJob.name == name, WorkerJob.holder == self._holder)
        with self._database.write() as db:
            db.execute(mine.values(lease_until=until), execution_options={"synchronize_session": False})
