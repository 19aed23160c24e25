"""What is to be said once a transaction is committed: kept with it, and forgotten with it when it is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

log = logging.getLogger(__name__)

PROMISED = "ceres.promised"
COMMITTED = "ceres.committed"

Take = Callable[[Sequence[Any]], None]


class Committed:
    """The one who is told what the committed transactions of a database promised; at most one, the last that asked."""

    def __init__(self) -> None:
        self._take: Take | None = None

    def tell(self, take: Take) -> None:
        """Call ``take`` with what each transaction promised, in the thread that committed it: it must be quick."""
        self._take = take

    @property
    def wanted(self) -> bool:
        """Whether anybody is told."""
        return self._take is not None

    def watch(self, maker: sessionmaker[Session]) -> None:
        """Follow the transactions of the sessions of ``maker``."""
        maker.configure(info={COMMITTED: self})
        follow(maker)

    @classmethod
    def within(cls, outer: Session) -> Committed:
        """Return who is told by a session that works in a savepoint of ``outer``: ``outer``, which promises it in turn."""
        inner = cls()
        if _teller(outer):
            inner.tell(lambda said: promise(outer, said))
        return inner

    def hand_over(self, said: Sequence[Any]) -> None:
        """Tell what a transaction promised, which is committed."""
        try:
            if self._take is not None:
                self._take(said)
        except Exception as error:
            # The transaction is committed: whoever did it is not to be told that it failed.
            log.error("what was committed could not be handed over: %s", type(error).__name__)


def follow(maker: sessionmaker[Session]) -> None:
    """Follow the transactions of the sessions of ``maker``, each of which says in its ``info`` who is told."""
    event.listen(maker, "after_commit", _committed)
    event.listen(maker, "after_transaction_end", _ended)


def promise(db: Session, said: Sequence[Any]) -> None:
    """Say ``said`` once the transaction of ``db`` is committed, and only then; a rolled back savepoint takes its own back."""
    if said and _teller(db):
        _promised(db).setdefault(_current(db), []).extend(said)


def _committed(db: Session) -> None:
    if not db.info.get(PROMISED):
        return
    ending = _current(db)
    said = _promised(db).pop(ending, [])
    if not said:
        return
    if ending.nested and ending.parent is not None:
        _promised(db).setdefault(ending.parent, []).extend(said)  # a savepoint: the transaction around it decides
    elif teller := _teller(db):
        teller.hand_over(said)


def _ended(db: Session, transaction: SessionTransaction) -> None:
    # What was committed is gone from here by now: the rest was rolled back.
    _promised(db).pop(transaction, None)


def _teller(db: Session) -> Committed | None:
    found: Committed | None = db.info.get(COMMITTED)
    return found if found is not None and found.wanted else None


def _promised(db: Session) -> dict[SessionTransaction, list[Any]]:
    found: dict[SessionTransaction, list[Any]] = db.info.setdefault(PROMISED, {})
    return found


def _current(db: Session) -> SessionTransaction:
    found = db.get_nested_transaction() or db.get_transaction()
    if found is None:
        raise LookupError("no transaction has begun")
    return found
