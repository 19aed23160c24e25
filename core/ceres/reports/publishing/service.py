"""What the laboratory sends, taken in: durable before anybody is told so, once, and nothing half-published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.db.clock import Clock, utcnow
from ceres.reports.publishing.cleaning import Envelope, cleaned, cleaned_merge
from ceres.reports.publishing.reception import Reception
from ceres.reports.publishing.sharing import SharedTransactions
from ceres.reports.publishing.transactions import OwnTransactions
from ceres.reports.unplaced import Unplaced
from ceres.storage import StoredDocument, describe

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database
    from ceres.plugins.host import PluginHost
    from ceres.reports.incoming import IncomingMerge, IncomingMessage, IncomingPatient, IncomingReport, IntakeResult
    from ceres.reports.publishing.reception import Content
    from ceres.storage import DocumentStore
    from ceres.web.request import Request

Work = Callable[[Reception], "IntakeResult"]
Retakable = Callable[[Reception, str], "IntakeResult"]
"""What is done with a message, for the first time or (for an account's login) when it is replayed."""

WRITERS = 8  # calls whose documents are written at the same time


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is done in the transaction, and the bytes that must be durable before it is committed."""

    work: Retakable
    documents: Sequence[bytes] = ()


Attempt = Callable[[], Prepared]
"""Prepares what is done, outside the transaction; may raise Unplaced."""


class Publishing:
    """The only way in for reports; several threads may use it at once.

    Documents, and the message itself as evidence, are written while the rows are, and synced before these are committed: a
    failure in between leaves bytes that nobody refers to, never a row without its bytes. When a call returns, everything is
    durable; when it raises StorageError or an error of SQLAlchemy, nothing is stored and the sender must send again.
    """

    def __init__(self, database: Database, documents: DocumentStore, plugins: PluginHost, clock: Clock = utcnow) -> None:
        self._transactions = SharedTransactions(database) if database.is_sqlite else OwnTransactions(database)
        self._documents = documents
        self._plugins = plugins
        self._clock = clock
        self._writers = ThreadPoolExecutor(WRITERS, "documents")

    @classmethod
    def for_request(cls, request: Request) -> Publishing:
        """Return the way in for a request, which calls ``commit_now`` before it uses it."""
        return cls(request.database, request.documents, request.registry["ceres.site"].plugins)

    def publish(self, message: IncomingMessage, reports: Sequence[IncomingReport]) -> IntakeResult:
        """Publish all reports of ``message``, or put it in quarantine with the reason if one has no certain place.

        The very same message (source, control id and bytes) does nothing twice. Another message saying the same
        makes no new version; another document or other observations do, whatever the status says. What is in
        force does not depend on the order in which messages arrive.
        """
        return self._certain(message, _publication(reports))

    def merge(self, message: IncomingMessage, merges: Sequence[IncomingMerge]) -> IntakeResult:
        """Join the patients of ``message``, known or not yet, or put it in quarantine if it is not certain that they are one.

        Reports of the number given up, come or to come, are then those of the number in force.
        """
        return self._certain(message, _merger(merges))

    def unlink(self, message: IncomingMessage, one: IncomingPatient, other: IncomingPatient) -> IntakeResult:
        """Take note that two numbers are two persons'; where they have been joined, the message waits in quarantine."""
        return self._certain(message, _unlinking(one, other))

    def replay(self, message: IncomingMessage, reports: Sequence[IncomingReport], by: str) -> IntakeResult:
        """Publish the reports of a message that waits in quarantine; ``by`` is the login of who asked for it.

        Where one still has no certain place, the message goes on waiting. A message that does not wait is a duplicate.
        """
        return self._certain(message, _publication(reports), by)

    def replay_merge(self, message: IncomingMessage, merges: Sequence[IncomingMerge], by: str) -> IntakeResult:
        """Join the patients of a message that waits in quarantine."""
        return self._certain(message, _merger(merges), by)

    def replay_unlink(self, message: IncomingMessage, one: IncomingPatient, other: IncomingPatient, by: str) -> IntakeResult:
        """Take note of a separation that waits in quarantine."""
        return self._certain(message, _unlinking(one, other), by)

    def keep_waiting(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Say anew why a message that was replayed goes on waiting."""
        return self._taken(message, lambda reception: reception.wait(reason, explanation))

    def dismiss(self, message: IncomingMessage, why: str, by: str) -> IntakeResult:
        """Put a message that waits in quarantine away for good; its bytes and its receipt are kept.

        ``why`` goes to the journal, without patient data. A message that does not wait is a duplicate.
        """
        return self._taken(message, lambda reception: reception.dismiss(why, by))

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Keep ``message`` for somebody to look at; ``explanation`` is a French sentence without patient data."""
        return self._taken(message, lambda reception: reception.quarantine(reason, explanation))

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        """Remember that ``message``, which is understood and not ours, came."""
        return self._taken(message, lambda reception: reception.ignore(reason))

    def _certain(self, message: IncomingMessage, attempt: Attempt, by: str = "") -> IntakeResult:
        try:
            prepared = attempt()
            return self._taken(message, lambda reception: prepared.work(reception, by), prepared.documents)
        except Unplaced as unplaced:
            if not by:
                return self.quarantine(message, unplaced.reason, unplaced.explanation)
            return self.keep_waiting(message, unplaced.reason, unplaced.explanation)

    def _taken(self, message: IncomingMessage, work: Work, documents: Sequence[bytes] = ()) -> IntakeResult:
        envelope = Envelope.of(message)
        with self._being_stored([*documents, message.raw]) as stored:

            def transaction(db: Session) -> IntakeResult:
                return work(Reception(db, self._plugins, envelope, self._clock()))

            return self._transactions.run(transaction, stored)  # nothing is committed before the bytes are durable

    @contextmanager
    def _being_stored(self, contents: Sequence[bytes]) -> Iterator[Future[list[StoredDocument]]]:
        future = self._writers.submit(self._documents.put_all, contents)
        try:
            yield future
        finally:
            wait([future])


def _publication(reports: Sequence[IncomingReport]) -> Attempt:
    def attempt() -> Prepared:
        contents: list[Content] = [(each, describe(each.document.content) if each.document else None) for each in map(cleaned, reports)]
        documents = [each.document.content for each, _ in contents if each.document]
        return Prepared(lambda reception, by: reception.publish(contents, by), documents)

    return attempt


def _merger(merges: Sequence[IncomingMerge]) -> Attempt:
    def attempt() -> Prepared:
        cleaned_merges = [cleaned_merge(merge) for merge in merges]
        return Prepared(lambda reception, by: reception.merge(cleaned_merges, by))

    return attempt


def _unlinking(one: IncomingPatient, other: IncomingPatient) -> Attempt:
    return lambda: Prepared(lambda reception, by: reception.unlink(one, other, by))
