"""Takes in what arrived: each message is published, kept in quarantine, ignored or refused; none is lost."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ceres.api import IncomingMerge, IncomingMessage, IncomingPatient, IncomingReport, IntakeOutcome, IntakeResult, StorageError
from ceres_intake.acts import Ignore, Merge, Publish, Unlink
from ceres_intake.documents.fetching import Fetcher
from ceres_intake.formats.letter import Circumstances, Letter
from ceres_intake.formats.opening import UnknownLetter, open_letter
from ceres_intake.hl7.splitting import Kind, Piece, split
from ceres_intake.known import Memory
from ceres_intake.loose import is_whole
from ceres_intake.profile import PUBLISH
from ceres_intake.reading.reading import Examination
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.sources.choosing import Profiles

logger = logging.getLogger(__name__)

DEFAULT_MAX_SIZE = 20 * 1024 * 1024
SOURCE_LENGTH, CONTROL_LENGTH, TYPE_LENGTH, ORIGIN_LENGTH = 119, 199, 30, 300
STORAGE_TROUBLE = (StorageError, OperationalError, InterfaceError, PoolTimeout)


class Publisher(Protocol):
    """The part of the core's Publishing that intake uses."""

    def publish(self, message: IncomingMessage, reports: Sequence[IncomingReport]) -> IntakeResult:
        """Store the reports."""

    def merge(self, message: IncomingMessage, merges: Sequence[IncomingMerge]) -> IntakeResult:
        """Join patients."""

    def unlink(self, message: IncomingMessage, one: IncomingPatient, other: IncomingPatient) -> IntakeResult:
        """Hold two numbers for two persons'."""

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Keep the message for somebody to look at."""

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        """Remember that the message came."""


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """What a site decides."""

    max_message_size: int = DEFAULT_MAX_SIZE  # bytes
    default_charset: str = ""  # where a message declares none
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    profiles: Profiles = field(default_factory=Profiles)
    unmapped: str = PUBLISH  # what becomes of a report whose section has no name
    document_urls: Sequence[str] = ()  # where documents that messages only point to may be fetched

    def circumstances(
        self,
        now: datetime,
        memory: Memory,
        door: str = "",
        origin: str = "",
        watching: Callable[[Examination], object] | None = None,
    ) -> Circumstances:
        """Return what a message received at ``now`` is read with."""
        fetching = Fetcher(self.document_urls, self.max_message_size) if self.document_urls else None
        return Circumstances(
            received_at=now,
            zone=self.zone,
            charset=self.default_charset,
            profiles=self.profiles,
            memory=memory,
            unmapped=self.unmapped,
            door=door,
            origin=origin,
            fetching=fetching,
            watching=watching,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message."""

    origin: str
    control_id: str
    result: IntakeResult
    raw: bytes = field(default=b"", repr=False, compare=False)


class Intake:
    """The way in for bytes, whatever door they came through."""

    def __init__(
        self,
        publisher: Publisher,
        settings: IntakeSettings,
        clock: Callable[[], datetime],
        memory: Memory | None = None,
        door: str = "",
    ) -> None:
        """Take what is remembered from one message to the next (without it, nothing is), and the name of the door."""
        self._door = door
        self._publisher = publisher
        self._settings = settings
        self._clock = clock
        self._memory = memory or Memory()

    def take_all(self, data: bytes, origin: str) -> Iterator[Taken]:
        """Take in a file or a batch, message by message."""
        pieces = [piece for piece in pieces_of(data) if piece.kind is not Kind.ENVELOPE and piece.raw.strip(b" \t\r\n\x0b\x1c\0")]
        if not pieces:
            yield refused(origin, Reason.EMPTY)
        for piece in pieces:
            yield self.take(piece, origin)

    def take(self, piece: Piece, origin: str) -> Taken:
        """Take in one message."""
        if len(piece.raw) > self._settings.max_message_size:
            return refused(origin, Reason.TOO_LARGE)
        letter = self._opened(piece.raw, origin)
        envelope = _envelope(letter, piece.raw, origin)
        return Taken(origin, envelope.control_id, self._stored(letter, envelope), piece.raw)

    def _opened(self, raw: bytes, origin: str) -> Letter:
        try:
            return open_letter(raw, self._settings.circumstances(self._clock(), self._memory, self._door, origin))
        except Exception as error:
            logger.error("a message could not be opened: %s at %s", type(error).__name__, _place(error))
            return UnknownLetter(raw, Reason.INTERNAL_ERROR)

    def _stored(self, letter: Letter, envelope: IncomingMessage) -> IntakeResult:
        try:
            return self._placed(letter, envelope)
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

    def _placed(self, letter: Letter, envelope: IncomingMessage) -> IntakeResult:
        try:
            act = letter.act()
        except Unplaceable as unplaceable:
            self._memory.await_names(envelope, unplaceable.words)
            return self._quarantine(envelope, unplaceable.reason)
        match act:
            case Publish(reports, document):
                self._memory.remember(envelope.source, document, reports)
                return self._publisher.publish(envelope, reports)
            case Merge(merges):
                return self._publisher.merge(envelope, merges)
            case Unlink(one, other):
                return self._publisher.unlink(envelope, one, other)
            case Ignore(reason):
                return self._publisher.ignore(envelope, reason.value)

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


def pieces_of(data: bytes) -> Sequence[Piece]:
    """Cut a file into messages; a format that holds no batches stays whole."""
    return (Piece(Kind.LOOSE, data),) if is_whole(data) else split(data)


def _envelope(letter: Letter, raw: bytes, origin: str) -> IncomingMessage:
    return IncomingMessage(
        source=letter.source[:SOURCE_LENGTH],
        control_id=letter.control_id[:CONTROL_LENGTH],
        raw=raw,
        message_type=letter.message_type[:TYPE_LENGTH],
        origin=origin[-ORIGIN_LENGTH:],
    )
