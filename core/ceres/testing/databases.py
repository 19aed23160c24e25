"""Databases for tests: a schema made once, emptied after each test."""

from __future__ import annotations

import atexit
import os
from functools import cache

from sqlalchemy import Table, create_engine, text
from sqlalchemy.engine import make_url

from ceres.app import Site
from ceres.db.base import Base


def make_postgresql_schema(server_url: str, name: str) -> str:
    """Create an empty schema on the server and return the URL whose connections work in it.

    It is this process's own, since several runs of the tests may share a server, and goes with it.
    """
    schema = f"{name}_{os.getpid()}"
    _run(server_url, f'DROP SCHEMA IF EXISTS "{schema}" CASCADE', f'CREATE SCHEMA "{schema}"')
    atexit.register(_run, server_url, "SET lock_timeout = '2s'", f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    url = make_url(server_url).update_query_dict({"options": f"-csearch_path={schema} -csynchronous_commit=off"})
    return url.render_as_string(hide_password=False)


def _run(server_url: str, *statements: str) -> None:
    engine = create_engine(server_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def empty_tables(site: Site) -> None:
    """Delete all rows, children first; PostgreSQL is told in one go, since it is asked after each test."""
    deletions = [_deletion(table) for table in reversed(Base.metadata.sorted_tables)]
    with site.database.write() as db:
        connection = db.connection(execution_options={"no_parameters": True})
        for statement in deletions if site.database.is_sqlite else ["; ".join(deletions)]:
            connection.exec_driver_sql(statement)


@cache
def _deletion(table: Table) -> str:
    return str(table.delete())
