"""The quarantine as the desk shows it: filtered, counted by reason and by source, replayed in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ceres.api import IntakeOutcome, IntakeResult, Quarantine, QuarantinedMessage, QuarantineQueue, QuarantineState, Receipt, StorageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 50  # messages
BATCH = 50  # messages replayed in one request


@dataclass(frozen=True, slots=True)
class WaitingFilter:
    """What somebody looks for; empty: everything."""

    reason: str = ""
    source: str = ""
    after: int = 0  # number of the message before the first one


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Some messages of the quarantine, oldest first."""

    messages: tuple[QuarantinedMessage, ...]
    next_key: int | None  # for ?after=


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages wait: in all, by reason and by source, the most frequent first."""

    total: int
    reasons: Sequence[tuple[str, int]]
    sources: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some messages that were replayed together."""

    messages: int = 0
    still_waiting: int = 0
    last: int = 0  # number of the last one

    @property
    def placed(self) -> int:
        """Those that wait no more."""
        return self.messages - self.still_waiting


class QuarantineDesk:
    """Reads the quarantine through ``db``."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def page(self, asked: WaitingFilter) -> WaitingPage:
        """Return the messages that wait and fit."""
        queue = QuarantineQueue(self._db)
        found = tuple(queue.listed(reason=asked.reason, source=asked.source, after=asked.after, limit=PAGE + 1))
        shown = found[:PAGE]
        return WaitingPage(shown, shown[-1].id if len(found) > PAGE else None)

    def counts(self) -> Counts:
        """Count all that waits."""
        columns = Quarantine.reason, Receipt.source
        counted = select(*columns, func.count()).join(Receipt, Quarantine.receipt_id == Receipt.id)
        rows = self._db.execute(counted.where(Quarantine.state == QuarantineState.WAITING).group_by(*columns)).all()
        reasons: Counter[str] = Counter()
        sources: Counter[str] = Counter()
        for reason, source, messages in rows:
            reasons[reason] += messages
            sources[source] += messages
        return Counts(reasons.total(), reasons.most_common(), sources.most_common())

    def kept_for(self, reason: str, after: int) -> list[QuarantinedMessage]:
        """Return the next batch of those that wait for one reason."""
        return [*QuarantineQueue(self._db).listed(reason=reason, after=after, limit=BATCH)] if reason else []


def replayed(messages: Sequence[QuarantinedMessage], replay: Callable[[QuarantinedMessage], IntakeResult]) -> Batch:
    """Replay the messages one by one, each in a transaction and with an event of its own."""
    outcomes = [_outcome(message, replay) for message in messages]
    waiting = sum(outcome in (IntakeOutcome.QUARANTINED, IntakeOutcome.REFUSED) for outcome in outcomes)
    return Batch(len(messages), waiting, messages[-1].id if messages else 0)


def _outcome(message: QuarantinedMessage, replay: Callable[[QuarantinedMessage], IntakeResult]) -> IntakeOutcome:
    try:
        return replay(message).outcome
    except StorageError:  # its page says so
        return IntakeOutcome.REFUSED
