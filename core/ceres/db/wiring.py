"""Gives each request the site's database and a session that lives and ends with its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zope.sqlalchemy import register
from zope.sqlalchemy.datamanager import STATUS_CHANGED, STATUS_READONLY

from ceres.db.live import read_live

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database
    from ceres.web.request import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def site_database(request: Request) -> Database:
    """Return the database of the site."""
    database: Database = request.registry["ceres.site"].database
    return database


def request_session(request: Request) -> Session:
    """Return the session of this request: it commits, or not, with ``request.tm``, and is closed then.

    Safe methods read only: PostgreSQL refuses their writes, and on neither database is anything of
    theirs committed. The others always commit what they sent, statements outside the ORM included.
    """
    reads = request.method in SAFE_METHODS
    session = request.database.reader() if reads else request.database.writer()
    register(session, initial_state=STATUS_READONLY if reads else STATUS_CHANGED, transaction_manager=request.tm)
    request.add_finished_callback(lambda _: session.close())
    return session


def commit_now(request: Request) -> None:
    """Commit what the request has written so far, before a service that opens transactions of its own.

    SQLite has one writer at a time: such a service would wait for the request, which waits for it. What the request
    writes afterwards, its trace among it, is committed at its end as usual.
    """
    request.tm.commit()
    request.tm.begin()


def includeme(config: Configurator) -> None:
    """Add ``request.database``, ``request.db`` and ``request.live``."""
    config.add_request_method(site_database, "database", reify=True)
    config.add_request_method(request_session, "db", reify=True)
    config.add_request_method(read_live, "live", reify=True)
