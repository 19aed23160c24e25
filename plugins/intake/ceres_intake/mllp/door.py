"""One frame, from its bytes to its answer; runs in a thread, and answers whatever happens."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from ceres_intake.mllp.acknowledging import Acknowledging
from ceres_intake.mllp.header import Header
from ceres_intake.mllp.verdicts import NOT_STORED, SWITCHED_OFF, TOO_LARGE, WRONG_SYSTEM, Frame, Verdict, verdict_of
from ceres_intake.taking import Intake

if TYPE_CHECKING:
    from ceres_intake.mllp.body import Body

logger = logging.getLogger(__name__)

ABANDONED = b"\x0bMSH"  # a sender that begins again leaves what it had begun: only what it ends is a message
LOOK_AGAIN = 1.0  # seconds after which the plugin's switch is read again


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the sender."""

    data: bytes
    close: bool = False  # it wants no answer and must know all the same that its message is not safe


class Door:
    """Takes frames in; several threads may do so at once."""

    def __init__(
        self,
        intake: Intake,
        acknowledging: Acknowledging,
        is_open: Callable[[], bool],
        *,
        processing_ids: frozenset[str] = frozenset(),
        ignored_is_fine: bool = False,
    ) -> None:
        self._intake = intake
        self._acknowledging = acknowledging
        self._is_open = is_open
        self._processing_ids = processing_ids
        self._ignored_is_fine = ignored_is_fine

    def take(self, body: Body, origin: str) -> Reply:
        """Take in the frame and return its answer: a good one once everything is durable."""
        header = Header.of(body.head)
        try:
            header, verdict = self._judged(header, body, origin)
        except Exception as error:
            # Never the message of the error: it may quote a value.
            logger.error("a frame could not be taken in: %s", type(error).__name__)
            verdict = NOT_STORED
        finally:
            body.close()
        data = self._acknowledging.frames(header, verdict)
        return Reply(data, close=not data and not verdict.stored)

    def _judged(self, header: Header, body: Body, origin: str) -> tuple[Header, Verdict]:
        if body.oversized:
            return header, TOO_LARGE
        if body.failed:
            return header, NOT_STORED
        frame = Frame.of(_last_begun(body.take()))
        return frame.header, self._refusal(frame.header) or self._taken(frame, origin)

    def _refusal(self, header: Header) -> Verdict | None:
        if self._processing_ids and header.code(11) not in self._processing_ids | {""}:
            return WRONG_SYSTEM
        try:
            return None if self._is_open() else SWITCHED_OFF
        except SQLAlchemyError:
            return NOT_STORED

    def _taken(self, frame: Frame, origin: str) -> Verdict:
        results = [taken.result for taken in self._intake.take_all(frame.content, origin)]
        return verdict_of(frame, results, ignored_is_fine=self._ignored_is_fine)


class Remembered:
    """Asks a question again only after a while; several threads may do so at once."""

    def __init__(self, question: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._question = question
        self._clock = clock
        self._known: tuple[float, bool] | None = None

    def __call__(self) -> bool:
        """Return the answer, at most a second old."""
        known = self._known
        if known is None or self._clock() - known[0] > LOOK_AGAIN:
            known = self._known = (self._clock(), self._question())
        return known[1]


def _last_begun(content: bytes) -> bytes:
    if ABANDONED[:1] not in content:
        return content
    begun, mark, last = content.rpartition(ABANDONED)
    if not mark:
        return content
    logger.warning("a message that its sender began again was left out: %d bytes", len(begun))
    return mark[1:] + last
