"""Reads a message that waits in quarantine again, with today's profiles, directory and program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.api import DocumentStore, IncomingMessage, IncomingPrescriber, IntakeResult, Publishing, QuarantinedMessage
from ceres_intake.acts import Ignore, Merge, Publish, Unlink
from ceres_intake.configuration import intake_settings
from ceres_intake.formats.letter import Circumstances, Letter
from ceres_intake.formats.opening import open_letter
from ceres_intake.known import Memory
from ceres_intake.reading.reading import Examination
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.taking import IntakeSettings

if TYPE_CHECKING:
    from ceres.api import Request


@dataclass(frozen=True, slots=True)
class Reader:
    """Opens messages with today's settings and memory."""

    settings: IntakeSettings
    memory: Memory
    clock: Callable[[], datetime]

    def open(self, message: IncomingMessage, addressee: IncomingPrescriber | None = None) -> Letter:
        """Open a message that was received before."""
        return open_letter(message.raw, self._around(message, addressee=addressee))

    def examine(self, message: IncomingMessage) -> Examination:
        """Return how the message is read today; a message that carries no report has an empty one."""
        seen: list[Examination] = []
        with suppress(Unplaceable):
            open_letter(message.raw, self._around(message, watching=seen.append)).act()
        return next(iter(seen), Examination())

    def _around(self, message: IncomingMessage, **others: Any) -> Circumstances:
        return replace(self.settings.circumstances(self.clock(), self.memory, origin=message.origin), **others)


class Replaying:
    """Replays messages for whoever asks."""

    def __init__(self, publishing: Publishing, store: DocumentStore, reader: Reader, by: str) -> None:
        """Take what opens a message today, and the login of who asks as ``by``."""
        self._publishing = publishing
        self._store = store
        self._reader = reader
        self._by = by

    @classmethod
    def for_request(cls, request: Request) -> Replaying:
        """Return what replays messages for the signed-in account; call ``commit_now`` before it is used."""
        reader = Reader(intake_settings(request.settings), Memory.of(request.database), lambda: request.now)
        login = request.identity.login if request.identity else ""
        return cls(Publishing.for_request(request), request.documents, reader, login)

    def replay(self, waiting: QuarantinedMessage, addressee: IncomingPrescriber | None = None) -> IntakeResult:
        """Place the message, or say anew why it waits; raises StorageError when its bytes cannot be read.

        With ``addressee``, the reports that name nobody with certainty are theirs.
        """
        message = self.message(waiting)
        try:
            act = self._reader.open(message, addressee).act()
        except Unplaceable as unplaceable:
            self._reader.memory.await_names(message, unplaceable.words)
            return self._keep(message, unplaceable.reason)
        match act:
            case Publish(reports, document):
                self._reader.memory.remember(message.source, document, reports)
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

    def examine(self, waiting: QuarantinedMessage) -> Examination:
        """Return how the message is read today; raises StorageError."""
        return self._reader.examine(self.message(waiting))

    def message(self, waiting: QuarantinedMessage) -> IncomingMessage:
        """Return the message as it was received; raises StorageError."""
        with self._store.open(waiting.message_sha256) as reader:
            raw = reader.read()
        return IncomingMessage(waiting.source, waiting.control_id, raw, waiting.message_type, waiting.origin)

    def _keep(self, message: IncomingMessage, reason: Reason) -> IntakeResult:
        return self._publishing.keep_waiting(message, reason.value, reason.explanation)
