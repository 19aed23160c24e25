"""Connections of a pool that may have died while nobody used them."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

PAUSE = 1.0  # seconds
USED = "ceres_used"


def ask_after_a_pause(engine: Engine) -> None:
    """Ask a connection whether it still stands before it is used again, unless it was used a moment ago.

    A server that restarts is noticed all the same, by the statement that fails. Asking each time, as the pool's own ``pre_ping``
    does, costs a short transaction as much as one of its statements.
    """

    def note(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[USED] = monotonic()

    def ask(connection: Any, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if monotonic() - entry.info.get(USED, monotonic()) > PAUSE and not _stands(engine, connection):
            raise InvalidatePoolError

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def _stands(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False
