"""Takes in what arrived: each message is published, kept in quarantine, ignored or refused; none is lost."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ceres.api import IncomingMessage, IncomingReport, IntakeOutcome, IntakeResult, StorageError
from ceres_intake.hl7.splitting import Kind, Piece, split
from ceres_intake.loose import reason_of
from ceres_intake.opening import DEFAULT_MAX_SIZE, IntakeSettings, Opened, Opening, source_of
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.routing import Way, message_type, way_of

logger = logging.getLogger(__name__)

__all__ = ["DEFAULT_MAX_SIZE", "Intake", "IntakeSettings", "Publisher", "Taken", "refused", "source_of"]

CONTROL_LENGTH, TYPE_LENGTH, ORIGIN_LENGTH = 199, 30, 300
STORAGE_TROUBLE = (StorageError, OperationalError, InterfaceError, PoolTimeout)


class Publisher(Protocol):
    """The part of the core's Publishing that intake uses."""

    def publish(self, message: IncomingMessage, reports: tuple[IncomingReport, ...]) -> IntakeResult:
        """Store the reports."""

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Keep the message for somebody to look at."""

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        """Remember that the message came."""

    def already_received(self, message: IncomingMessage) -> bool:
        """Return whether the very same message was taken in before."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message."""

    origin: str
    control_id: str
    result: IntakeResult


class Intake:
    """The way in for bytes; ``door`` is the name of the listener or the folder they came through, which may choose a profile."""

    def __init__(self, publisher: Publisher, settings: IntakeSettings, clock: Callable[[], datetime], door: str = "") -> None:
        self._publisher = publisher
        self._settings = settings
        self._clock = clock
        self._opening = Opening(settings, door)

    def take_all(self, data: bytes, origin: str) -> Iterator[Taken]:
        """Take in a file or a batch, message by message."""
        pieces = [piece for piece in split(data) if piece.kind is not Kind.ENVELOPE and piece.raw.strip(b" \t\r\n\x0b\x1c\0")]
        if not pieces:
            yield refused(origin, Reason.EMPTY)
        for piece in pieces:
            yield self.take(piece, origin)

    def take(self, piece: Piece, origin: str) -> Taken:
        """Take in one message."""
        if len(piece.raw) > self._settings.max_message_size:
            return refused(origin, Reason.TOO_LARGE)
        opened = self._opening.open(piece.raw, origin)
        envelope = _envelope(opened, piece.raw, origin)
        return Taken(origin, envelope.control_id, self._stored(opened, envelope))

    def _stored(self, opened: Opened, envelope: IncomingMessage) -> IntakeResult:
        try:
            if self._publisher.already_received(envelope):
                return IntakeResult(IntakeOutcome.DUPLICATE)
            return self._placed(opened, envelope)
        except STORAGE_TROUBLE as error:
            return _not_stored(error)
        except Exception as error:
            # A fault of ours must not lose a message nor stop the next ones.
            logger.error("a message could not be taken in: %s at %s", type(error).__name__, _place(error))
            return self._kept(envelope)

    def _kept(self, envelope: IncomingMessage) -> IntakeResult:
        try:
            return self._quarantine(envelope, Reason.INTERNAL_ERROR)
        except (StorageError, SQLAlchemyError) as error:
            return _not_stored(error)

    def _placed(self, opened: Opened, envelope: IncomingMessage) -> IntakeResult:
        message = opened.message
        if not message.segments:
            return self._quarantine(envelope, reason_of(envelope.raw))
        way, reason = way_of(message)
        if way is Way.IGNORE:
            return self._publisher.ignore(envelope, str(reason))
        try:
            if reason:
                raise Unplaceable(reason)
            return self._publisher.publish(envelope, self._read(opened))
        except Unplaceable as unplaceable:
            return self._quarantine(envelope, unplaceable.reason)

    def _read(self, opened: Opened) -> tuple[IncomingReport, ...]:
        return self._opening.reader(opened.chosen).read(opened.message, self._clock())

    def _quarantine(self, envelope: IncomingMessage, reason: Reason) -> IntakeResult:
        return self._publisher.quarantine(envelope, reason.value, reason.explanation)


def refused(origin: str, reason: Reason) -> Taken:
    """Return what is said of bytes that were not taken in at all."""
    return Taken(origin, "", IntakeResult(IntakeOutcome.REFUSED, reason.value, reason.explanation))


def _not_stored(error: Exception) -> IntakeResult:
    logger.error("a message could not be stored: %s", type(error).__name__)
    return IntakeResult(IntakeOutcome.REFUSED, Reason.STORAGE.value, Reason.STORAGE.explanation)


def _place(error: Exception) -> str:
    # Never the message of the error: it may quote a value.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _envelope(opened: Opened, raw: bytes, origin: str) -> IncomingMessage:
    message = opened.message
    return IncomingMessage(
        source=opened.source,
        control_id=" ".join(message.header.first(10).text.split())[:CONTROL_LENGTH],
        raw=raw,
        message_type="^".join(filter(None, message_type(message)))[:TYPE_LENGTH],
        origin=origin[-ORIGIN_LENGTH:],
    )
