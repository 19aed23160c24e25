"""Engine and session factories: one code path for SQLite (embedded) and PostgreSQL (production)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from ceres.db.committed import Committed
from ceres.db.pausing import ask_after_a_pause

# A writer must take SQLite's write lock when it starts: upgrading a read lock later fails with "database is locked".
WRITES = "ceres_writes"
SQLITE_BUSY_TIMEOUT_MS = 15_000


class Database:
    """The site's database.

    ``reader`` and ``writer`` make sessions on the same pool; they differ in how a transaction
    starts (read only on PostgreSQL, ``BEGIN IMMEDIATE`` for writers on SQLite).
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _make_engine(url)
        self._write_engine = self.engine.execution_options(**{WRITES: True})
        self._glances = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        read_options: dict[str, Any] = {} if self.is_sqlite else {"postgresql_readonly": True}
        # Threads of one process take turns by waiting for each other: SQLite would let them sleep and ask again.
        self._turn: AbstractContextManager[object] = RLock() if self.is_sqlite else nullcontext()
        self.reader: sessionmaker[Session] = sessionmaker(self.engine.execution_options(**read_options), expire_on_commit=False)
        self.writer: sessionmaker[Session] = sessionmaker(self._write_engine, expire_on_commit=False)
        self.committed = Committed()
        self.committed.watch(self.writer)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open one short write transaction, committed at the end, rolled back on error."""
        with self._turn, self.writer() as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one short read transaction."""
        with self.reader() as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Open a connection for a single statement that reads: PostgreSQL is not told of a transaction's beginning and end."""
        with self._glances.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the pool."""
        self.engine.dispose()


def _make_engine(url: str) -> Engine:
    # Parameters stay out of error messages: they hold patients' names, and messages end in logs.
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=10, max_overflow=20, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgresql)
        ask_after_a_pause(engine)
        return engine
    if parsed.database in (None, "", ":memory:"):
        raise ValueError("SQLite needs a file: several connections must see the same database")
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    # Our lists stop after some rows of an index. A plan kept for a prepared statement guesses that few rows match,
    # and a bitmap would then read all those of a busy prescriber before the first one is shown.
    cursor = connection.cursor()
    cursor.execute("SET enable_bitmapscan = off")
    # The usual value is that of turning disks: with it, a small table is read whole rather than by the prescriber's index.
    cursor.execute("SET random_page_cost = 1.1")
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late: a savepoint's row would survive an abort. We send BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
