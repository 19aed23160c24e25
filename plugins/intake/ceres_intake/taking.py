"""Takes in what arrived: each message is published, kept in quarantine, ignored or refused; none is lost."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ceres.api import IncomingMessage, IncomingReport, IntakeOutcome, IntakeResult, StorageError
from ceres_intake.hl7.message import Message
from ceres_intake.hl7.splitting import Kind, Piece, split
from ceres_intake.loose import reason_of
from ceres_intake.profile import Profiles
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.routing import Way, message_type, way_of

logger = logging.getLogger(__name__)

DEFAULT_MAX_SIZE = 20 * 1024 * 1024
UNKNOWN = "inconnu"
SOURCE_PART, CONTROL_LENGTH, TYPE_LENGTH, ORIGIN_LENGTH = 59, 199, 30, 300
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
class IntakeSettings:
    """What a site decides."""

    max_message_size: int = DEFAULT_MAX_SIZE  # bytes
    default_charset: str = ""  # where a message declares none
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    profiles: Profiles = field(default_factory=Profiles)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message."""

    origin: str
    control_id: str
    result: IntakeResult


class Intake:
    """The way in for bytes, whatever door they came through."""

    def __init__(self, publisher: Publisher, settings: IntakeSettings, clock: Callable[[], datetime]) -> None:
        self._publisher = publisher
        self._settings = settings
        self._clock = clock

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
        message = self._parsed(piece.raw)
        envelope = _envelope(message, piece.raw, origin)
        return Taken(origin, envelope.control_id, self._stored(message, envelope))

    def _parsed(self, raw: bytes) -> Message:
        message = Message.parse(raw, self._settings.default_charset)
        charset = self._settings.profiles.of(source_of(message)).charset
        return Message.parse(raw, charset) if charset else message

    def _stored(self, message: Message, envelope: IncomingMessage) -> IntakeResult:
        try:
            return self._placed(message, envelope)
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

    def _placed(self, message: Message, envelope: IncomingMessage) -> IntakeResult:
        if not message.segments:
            return self._quarantine(envelope, reason_of(envelope.raw))
        way, reason = way_of(message)
        if way is Way.IGNORE:
            return self._publisher.ignore(envelope, str(reason))
        try:
            if reason:
                raise Unplaceable(reason)
            return self._publisher.publish(envelope, self._read(message, envelope.source))
        except Unplaceable as unplaceable:
            return self._quarantine(envelope, unplaceable.reason)

    def _read(self, message: Message, source: str) -> tuple[IncomingReport, ...]:
        profile = self._settings.profiles.of(source)
        zone = ZoneInfo(profile.time_zone) if profile.time_zone else self._settings.zone
        return ReportReader(profile, zone).read(message, self._clock())

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


def source_of(message: Message) -> str:
    """Return the name of the sender's profile."""
    return "/".join(message.header.component(field)[:SOURCE_PART] or UNKNOWN for field in (3, 4))


def _envelope(message: Message, raw: bytes, origin: str) -> IncomingMessage:
    return IncomingMessage(
        source=source_of(message),
        control_id=" ".join(message.header.first(10).text.split())[:CONTROL_LENGTH],
        raw=raw,
        message_type="^".join(filter(None, message_type(message)))[:TYPE_LENGTH],
        origin=origin[-ORIGIN_LENGTH:],
    )
