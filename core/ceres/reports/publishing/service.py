"""What the laboratory sends, taken in: durable before anybody is told so, once, and nothing half-published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ceres.db.clock import Clock, utcnow
from ceres.reports.publishing.cleaning import Envelope, cleaned
from ceres.reports.publishing.receipts import ReceiptBook
from ceres.reports.publishing.reception import Reception
from ceres.reports.publishing.transactions import in_transaction
from ceres.reports.unplaced import Unplaced
from ceres.storage import StoredDocument, describe

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.db.engine import Database
    from ceres.plugins.host import PluginHost
    from ceres.reports.incoming import IncomingMessage, IncomingReport, IntakeResult
    from ceres.reports.publishing.reception import Content
    from ceres.storage import DocumentStore

Work = Callable[[Reception, "list[Content]"], "IntakeResult"]

WRITERS = 8  # calls whose documents are written at the same time


class Publishing:
    """The only way in for reports; each call opens its own transaction.

    Documents, and the message itself as evidence, are written while the rows are, and synced before these are committed: a
    failure in between leaves bytes that nobody refers to, never a row without its bytes. When a call returns, everything is
    durable; when it raises StorageError or an error of SQLAlchemy, nothing is stored and the sender must send again.
    """

    def __init__(self, database: Database, documents: DocumentStore, plugins: PluginHost, clock: Clock = utcnow) -> None:
        self._database = database
        self._documents = documents
        self._plugins = plugins
        self._clock = clock
        self._writers = ThreadPoolExecutor(WRITERS, "documents")

    def publish(self, message: IncomingMessage, reports: Sequence[IncomingReport]) -> IntakeResult:
        """Publish all reports of ``message``, or put it in quarantine with the reason if one has no certain place.

        The very same message (source, control id and bytes) does nothing twice. Another message saying the same
        makes no new version; another document or other observations do, whatever the status says. What is in
        force does not depend on the order in which messages arrive.
        """
        try:
            return self._taken(message, lambda reception, contents: reception.publish(contents), reports)
        except Unplaced as unplaced:
            return self.quarantine(message, unplaced.reason, unplaced.explanation)

    def replay(self, message: IncomingMessage, reports: Sequence[IncomingReport], by: str) -> IntakeResult:
        """Publish the reports of a message that waits in quarantine; ``by`` is the login of who asked for it.

        Where one still has no certain place, the message goes on waiting. A message that does not wait is a duplicate.
        """
        try:
            return self._taken(message, lambda reception, contents: reception.replay(contents, by), reports)
        except Unplaced as unplaced:
            reason, explanation = unplaced.reason, unplaced.explanation
        return self._taken(message, lambda reception, _: reception.wait(reason, explanation))

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Keep ``message`` for somebody to look at; ``explanation`` is a French sentence without patient data."""
        return self._taken(message, lambda reception, _: reception.quarantine(reason, explanation))

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        """Remember that ``message``, which is understood and not ours, came."""
        return self._taken(message, lambda reception, _: reception.ignore(reason))

    def already_received(self, message: IncomingMessage) -> bool:
        """Return whether the very same message was taken in before, whatever became of it."""
        with self._database.read() as db:
            return ReceiptBook(db, self._clock()).find(Envelope.of(message)) is not None

    def _taken(self, message: IncomingMessage, work: Work, reports: Sequence[IncomingReport] = ()) -> IntakeResult:
        envelope = Envelope.of(message)
        cleaned_reports = [cleaned(report) for report in reports]
        documents = [each.document.content if each.document else None for each in cleaned_reports]
        contents = [(each, describe(it) if it is not None else None) for each, it in zip(cleaned_reports, documents, strict=True)]
        with self._being_stored([*filter(None, documents), message.raw]) as stored:

            def transaction(db: Session) -> IntakeResult:
                result = work(Reception(db, self._plugins, envelope, self._clock()), contents)
                stored.result()  # nothing is committed before the bytes are durable
                return result

            return in_transaction(self._database, transaction)

    @contextmanager
    def _being_stored(self, contents: Sequence[bytes]) -> Iterator[Future[list[StoredDocument]]]:
        future = self._writers.submit(self._documents.put_all, contents)
        try:
            yield future
        finally:
            wait([future])
