"""Transactions that several messages share where there is one writer at a time: waiting once for the disk serves all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ceres.db.committed import COMMITTED, Committed, follow
from ceres.reports.publishing.transactions import OwnTransactions
from ceres.reports.races import LostRace
from ceres.storage import StorageError

if TYPE_CHECKING:
    from ceres.db.engine import Database

Result = TypeVar("Result")

TROUBLE = (SQLAlchemyError, StorageError, LostRace)
"""What one message may do to the transaction of all: then each has one of its own."""


class SharedTransactions:
    """Runs what threads bring, one transaction at a time, each for all the work that waits when it begins.

    Whoever has the turn does the work of the others too; they find theirs done when their turn comes. Each piece of work has a
    savepoint: one that fails leaves nothing behind and takes nothing away. Nobody is told anything before the commit.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = OwnTransactions(database)
        self._parts = sessionmaker(join_transaction_mode="create_savepoint", expire_on_commit=False)
        follow(self._parts)
        self._turn = Lock()
        self._waiting: deque[_Errand] = deque()

    def run(self, work: Callable[[Session], Result], durable: Future[Any]) -> Result:
        """Return what ``work`` returns, as `OwnTransactions` does."""
        errand = _Errand(work, durable)
        self._waiting.append(errand)
        with self._turn:
            if not errand.told.done():
                self._do(list(dict.fromkeys([errand, *self._taken()])))
        result: Result = errand.told.result()
        return result

    def _taken(self) -> list[_Errand]:
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def _do(self, errands: list[_Errand]) -> None:
        if len(errands) == 1 or not self._together(errands):
            for errand in errands:
                self._alone(errand)

    def _together(self, errands: list[_Errand]) -> bool:
        """Return whether they could share a transaction; when not, nothing was stored."""
        try:
            with self._database.write() as db:
                tales = [errand.attempt(self._part(db)) for errand in errands]
                for errand in errands:
                    errand.durable.result()
        except TROUBLE:
            return False
        for tale in tales:
            tale()
        return True

    def _part(self, db: Session) -> Session:
        """Return a session for one piece of work, in a savepoint of the transaction of all."""
        return self._parts(bind=db.connection(), info={COMMITTED: Committed.within(db)})

    def _alone(self, errand: _Errand) -> None:
        try:
            errand.told.set_result(self._own.run(errand.work, errand.durable))
        except Exception as error:
            errand.told.set_exception(error)


@dataclass(eq=False, slots=True)
class _Errand:
    """What one thread brings."""

    work: Callable[[Session], Any]
    durable: Future[Any]
    told: Future[Any] = field(default_factory=Future)

    def attempt(self, part: Session) -> Callable[[], None]:
        """Do the work with a session of its own; return what tells its thread how it ended, for after the commit."""
        try:
            with part as db, db.begin():
                result = self.work(db)
        except TROUBLE:
            raise
        except Exception as error:
            failure = error
            return lambda: self.told.set_exception(failure)
        return lambda: self.told.set_result(result)
