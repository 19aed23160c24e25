"""Transactions that are begun again when another writer was quicker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from ceres.reports.races import LostRace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database

Result = TypeVar("Result")

ATTEMPTS = 8
LOST_RACES = frozenset({"40001", "40P01"})  # SQLSTATE: serialization failure, deadlock


class OwnTransactions:
    """Runs what threads bring, each piece of work in a transaction of its own, side by side."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, work: Callable[[Session], Result], durable: Future[Any]) -> Result:
        """Return what ``work`` returns, once its rows are committed; ``durable`` ends before that, or nothing is.

        Raises:
            SQLAlchemyError: the database did not take it.
            Exception: whatever ``work`` or ``durable`` raised; nothing of the work is stored.
        """

        def proved(db: Session) -> Result:
            result = work(db)
            durable.result()
            return result

        return in_transaction(self._database, proved)


def in_transaction(database: Database, work: Callable[[Session], Result]) -> Result:
    """Return what ``work`` returns, done in one write transaction.

    Two messages may add the same order, patient or prescriber at once: the one that comes second starts again,
    and finds what the first has added.

    Raises:
        SQLAlchemyError: the database did not take it; nothing of it is stored.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _once(database, work)
        except (DBAPIError, LostRace) as error:
            if not _lost_race(error):
                raise
    return _once(database, work)


def _once(database: Database, work: Callable[[Session], Result]) -> Result:
    with database.write() as db:
        return work(db)


def _lost_race(error: DBAPIError | LostRace) -> bool:
    if isinstance(error, IntegrityError | LostRace):
        return True
    return getattr(error.orig, "sqlstate", None) in LOST_RACES
