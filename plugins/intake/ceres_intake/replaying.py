"""Reads a message that waits in quarantine again, with today's profiles, directory and program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ceres.api import DocumentStore, IncomingMessage, IntakeResult, Publishing, QuarantinedMessage
from ceres_intake.acts import Ignore, Merge, Publish, Unlink
from ceres_intake.configuration import intake_settings
from ceres_intake.formats.letter import Letter
from ceres_intake.formats.opening import open_letter
from ceres_intake.known import DocumentNumbers, DocumentTable
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.taking import remember

if TYPE_CHECKING:
    from ceres.api import Request


class Replaying:
    """Replays messages for whoever asks."""

    def __init__(
        self, publishing: Publishing, store: DocumentStore, read: Callable[[bytes, str], Letter], numbers: DocumentNumbers, by: str
    ) -> None:
        """Take what opens a message today (its bytes and where it came from), and the login of who asks as ``by``."""
        self._publishing = publishing
        self._store = store
        self._read = read
        self._numbers = numbers
        self._by = by

    @classmethod
    def for_request(cls, request: Request) -> Replaying:
        """Return what replays messages for the signed-in account; call ``commit_now`` before it is used."""
        settings, numbers = intake_settings(request.settings), DocumentTable(request.database)

        def read(raw: bytes, origin: str) -> Letter:
            return open_letter(raw, settings.circumstances(request.now, numbers, origin=origin))

        login = request.identity.login if request.identity else ""
        return cls(Publishing.for_request(request), request.documents, read, numbers, login)

    def replay(self, waiting: QuarantinedMessage) -> IntakeResult:
        """Place the message, or say anew why it waits; raises StorageError when its bytes cannot be read."""
        message = self.message(waiting)
        try:
            act = self._read(message.raw, message.origin).act()
        except Unplaceable as unplaceable:
            return self._keep(message, unplaceable.reason)
        match act:
            case Publish(reports, document):
                remember(self._numbers, message.source, document, reports)
                return self._publishing.replay(message, reports, self._by)
            case Merge(merges):
                return self._publishing.replay_merge(message, merges, self._by)
            case Unlink(one, other):
                return self._publishing.replay_unlink(message, one, other, self._by)
            case Ignore(reason):
                return self._keep(message, reason)

    def dismiss(self, waiting: QuarantinedMessage, why: str) -> IntakeResult:
        """Put the message away for good."""
        return self._publishing.dismiss(self.message(waiting), why, self._by)

    def message(self, waiting: QuarantinedMessage) -> IncomingMessage:
        """Return the message as it was received; raises StorageError."""
        with self._store.open(waiting.message_sha256) as reader:
            raw = reader.read()
        return IncomingMessage(waiting.source, waiting.control_id, raw, waiting.message_type, waiting.origin)

    def _keep(self, message: IncomingMessage, reason: Reason) -> IntakeResult:
        return self._publishing.keep_waiting(message, reason.value, reason.explanation)
