"""What is said of a message: taken, wrong, or to be sent again, with HL7's code for why (table 0357)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from ceres.api import IntakeOutcome, IntakeResult
from ceres_intake.loose import is_whole
from ceres_intake.mllp.header import Header
from ceres_intake.reasons import Reason
from ceres_intake.routing import Way, way_of


class Level(Enum):
    """Second letter of the acknowledgement code."""

    ACCEPT = "A"
    ERROR = "E"  # the message is wrong: the same bytes will not do better
    REJECT = "R"  # not now, not here


class Condition(IntEnum):
    """HL7 table 0357, the part we use."""

    ACCEPTED = 0
    SEQUENCE = 100
    TYPE = 200
    PROCESSING_ID = 202
    INTERNAL = 207

    @property
    def label(self) -> str:
        """The table's own words."""
        return LABELS[self]


LABELS = {
    Condition.ACCEPTED: "Message accepted",
    Condition.SEQUENCE: "Segment sequence error",
    Condition.TYPE: "Unsupported message type",
    Condition.PROCESSING_ID: "Unsupported processing id",
    Condition.INTERNAL: "Application internal error",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sender is told; ``stored`` says whether the message is safe, whatever is thought of it."""

    level: Level
    condition: Condition = Condition.ACCEPTED
    text: str = ""  # French, without patient data
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame held: a message, a batch, or a file of another format, which has no header."""

    header: Header
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> Frame:
        """Return the frame with the first header in ``content``."""
        return cls(Header.of(content), content)


ACCEPTED = Verdict(Level.ACCEPT)
NO_HEADER = Verdict(Level.ERROR, Condition.SEQUENCE, "Le message n’a pas d’en-tête MSH lisible : il est conservé en quarantaine.")
EMPTY = Verdict(Level.ERROR, Condition.SEQUENCE, "Le message est vide.", stored=False)
NOT_OURS = Verdict(Level.REJECT, Condition.TYPE, Reason.NOT_A_REPORT.explanation)
WRONG_SYSTEM = Verdict(
    Level.REJECT, Condition.PROCESSING_ID, "Ce serveur n’accepte pas les messages de cet environnement (MSH-11).", stored=False
)
SWITCHED_OFF = Verdict(Level.REJECT, Condition.INTERNAL, "La réception est désactivée sur ce serveur : envoyer à nouveau.", stored=False)
TOO_LARGE = Verdict(Level.REJECT, Condition.INTERNAL, Reason.TOO_LARGE.explanation, stored=False)
NOT_STORED = Verdict(Level.REJECT, Condition.INTERNAL, Reason.STORAGE.explanation, stored=False)


def verdict_of(frame: Frame, results: Iterable[IntakeResult], *, ignored_is_fine: bool) -> Verdict:
    """Return the one verdict on a frame, that of its least fortunate message: AA covers all of them."""
    verdicts = [_one(frame, result, ignored_is_fine=ignored_is_fine) for result in results]
    return next((each for each in (NOT_STORED, TOO_LARGE, EMPTY, NO_HEADER, NOT_OURS) if each in verdicts), ACCEPTED)


def _one(frame: Frame, result: IntakeResult, *, ignored_is_fine: bool) -> Verdict:
    if result.outcome is IntakeOutcome.REFUSED:
        return {Reason.EMPTY: EMPTY, Reason.TOO_LARGE: TOO_LARGE}.get(Reason(result.reason), NOT_STORED)
    # By what was sent and not by the outcome: what is sent again must be told the same.
    if not frame.header.sent:
        return ACCEPTED if is_whole(frame.content) else NO_HEADER
    ignored = way_of(frame.header.message)[0] is Way.IGNORE
    return NOT_OURS if ignored and not ignored_is_fine else ACCEPTED
