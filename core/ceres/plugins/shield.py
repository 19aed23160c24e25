"""Keeps the request's transaction usable when a plugin's statement fails while a page is built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, SessionTransaction


LEVELS = "ceres.shield"


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
    levels = _levels(db)
    level: list[SessionTransaction] = []
    levels.append(level)
    keep = False
    try:
        yield
        keep = True
    finally:
        levels.pop()
        for savepoint in level:
            savepoint.commit() if keep and not _aborted(db) else savepoint.rollback()


def _levels(db: Session) -> list[list[SessionTransaction]]:
    """Return the functions that run now, from the outermost, each with its savepoint if it began one."""
    if LEVELS not in db.info:
        levels: list[list[SessionTransaction]] = []
        db.info[LEVELS] = levels
        # Once for the session: a page runs a dozen functions, and listening for each would cost more than they do.
        event.listen(db, "do_orm_execute", lambda _statement: _begin(db, levels))
    found: list[list[SessionTransaction]] = db.info[LEVELS]
    return found


def _begin(db: Session, levels: list[list[SessionTransaction]]) -> None:
    for level in levels:
        if not level:
            level.append(db.begin_nested())


def _aborted(db: Session) -> bool:
    """Return whether a statement failed and the plugin went on as if nothing was (only PostgreSQL minds)."""
    driver: Any = db.connection().connection.driver_connection
    info = getattr(driver, "info", None)
    return info is not None and info.transaction_status.name == "INERROR"
