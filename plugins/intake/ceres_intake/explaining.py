"""Why a message is read as it is: each value with its path, the profile that was chosen, what would become of it. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ceres.api import IntakeOutcome, ReportStatus
from ceres_intake.hl7.splitting import Kind, Piece, split
from ceres_intake.loose import reason_of
from ceres_intake.opening import IntakeSettings, Opened, Opening
from ceres_intake.reading.reading import Examination
from ceres_intake.reasons import Reason
from ceres_intake.routing import Way, message_type, way_of
from ceres_intake.sources.choosing import EVERYBODY, NO_TABLE

BLANK = b" \t\r\n\x0b\x1c\0"


@dataclass(frozen=True, slots=True)
class Explained:
    """How one message would be taken in."""

    origin: str
    control_id: str
    message_type: str
    source: str
    profile: str
    why_profile: str
    way: Way
    reason: Reason | None
    examination: Examination = Examination()  # noqa: RUF009 (frozen)

    @property
    def outcome(self) -> IntakeOutcome:
        """What would become of it, were it the first to speak of its reports."""
        if self.way is not Way.READ:
            return IntakeOutcome.IGNORED if self.way is Way.IGNORE else IntakeOutcome.QUARANTINED
        states = {reading.decision.status for reading in self.examination.readings}
        return IntakeOutcome.RETRACTED if states == {ReportStatus.RETRACTED} else IntakeOutcome.PUBLISHED


class Explaining:
    """Explains messages of one door of a site."""

    def __init__(self, settings: IntakeSettings, clock: Callable[[], datetime], door: str = "") -> None:
        self._settings = settings
        self._opening = Opening(settings, door)
        self._clock = clock

    def explain_all(self, data: bytes, origin: str) -> Iterator[Explained]:
        """Explain a file or a batch, message by message."""
        pieces = [piece for piece in split(data) if piece.kind is not Kind.ENVELOPE and piece.raw.strip(BLANK)]
        return (self._explained(piece, origin) for piece in pieces)

    def _explained(self, piece: Piece, origin: str) -> Explained:
        opened = self._opening.open(piece.raw, origin)
        way, reason = self._way(opened, piece)
        examination = Examination()
        if way is Way.READ:
            examination = self._opening.reader(opened.chosen).examine(opened.message, self._clock())
            reason = examination.problem
        return Explained(
            origin=origin,
            control_id=opened.message.header.component(10),
            message_type="^".join(filter(None, message_type(opened.message))),
            source=opened.source,
            profile=opened.chosen.name,
            why_profile=NO_TABLE if opened.chosen is EVERYBODY else opened.chosen.why,
            way=Way.QUARANTINE if reason and way is Way.READ else way,
            reason=reason,
            examination=examination,
        )

    def _way(self, opened: Opened, piece: Piece) -> tuple[Way, Reason | None]:
        if not opened.message.segments:
            return Way.QUARANTINE, reason_of(piece.raw)
        return way_of(opened.message)
