"""A server that goes away and comes back: connections that rested are asked, and nobody notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from ceres.app import Site
from ceres.db import pausing
from ceres.db.engine import Database

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def database(site: Site) -> Iterator[Database]:
    """A pool of its own."""
    database = Database(site.settings.database.url)
    yield database
    database.dispose()


def cut(database: Database) -> None:
    """End the connection that rests in the pool, as a restart does."""
    with database.read() as db:
        number = db.scalar(text("SELECT pg_backend_pid()"))
    other = create_engine(database.url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    other.dispose()


def asked(database: Database) -> int | None:
    with database.read() as db:
        return db.scalar(text("SELECT 1"))


def test_a_connection_that_rested_is_asked_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing, "PAUSE", 0.0)
    cut(database)
    assert asked(database) == 1


def test_one_that_was_used_a_moment_ago_fails_once(database: Database) -> None:
    cut(database)
    with pytest.raises(OperationalError):
        asked(database)
    assert asked(database) == 1
