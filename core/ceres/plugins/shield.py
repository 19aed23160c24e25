"""Keeps the request's transaction usable when a plugin's statement fails while a page is built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, SessionTransaction


@contextmanager
def shielded(request: Any) -> Iterator[None]:
    """Run a plugin's function in a savepoint, begun only if the function uses ``request.db``.

    PostgreSQL refuses every statement after one that failed: without the savepoint, a page would fall
    with the plugin. Most functions send no statement, and cost none.
    """
    environ = getattr(request, "environ", {})
    if environ.get("tm.active"):
        yield from _shielded(request.db)
    else:  # an error page, or no web request at all
        yield


def _shielded(db: Session) -> Iterator[None]:
    begun: list[SessionTransaction] = []

    def first_use(_statement: object) -> None:
        if not begun:
            begun.append(db.begin_nested())

    event.listen(db, "do_orm_execute", first_use)
    keep = False
    try:
        yield
        keep = True
    finally:
        event.remove(db, "do_orm_execute", first_use)
        for savepoint in begun:
            savepoint.commit() if keep and not _aborted(db) else savepoint.rollback()


def _aborted(db: Session) -> bool:
    """Return whether a statement failed and the plugin went on as if nothing was (only PostgreSQL minds)."""
    driver: Any = db.connection().connection.driver_connection
    info = getattr(driver, "info", None)
    return info is not None and info.transaction_status.name == "INERROR"
