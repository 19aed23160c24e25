"""Why a message is read as it is: each value with its path, the profile that was chosen, what would become of it. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ceres.api import IntakeOutcome, ReportStatus
from ceres_intake.acts import Ignore, Publish
from ceres_intake.formats.letter import Letter
from ceres_intake.formats.opening import open_letter
from ceres_intake.hl7.splitting import Kind
from ceres_intake.known import Memory
from ceres_intake.reading.reading import Examination
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.sources.choosing import EVERYBODY, NO_TABLE
from ceres_intake.taking import IntakeSettings, pieces_of

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
    outcome: IntakeOutcome  # were it the first to speak of its reports
    reason: Reason | None
    examination: Examination


class Explaining:
    """Explains messages of one door of a site."""

    def __init__(self, settings: IntakeSettings, clock: Callable[[], datetime], memory: Memory | None = None, door: str = "") -> None:
        self._settings = settings
        self._clock = clock
        self._memory = memory or Memory()
        self._door = door

    def explain_all(self, data: bytes, origin: str) -> Iterator[Explained]:
        """Explain a file or a batch, message by message."""
        pieces = [piece for piece in pieces_of(data) if piece.kind is not Kind.ENVELOPE and piece.raw.strip(BLANK)]
        return (self._explained(piece.raw, origin) for piece in pieces)

    def _explained(self, raw: bytes, origin: str) -> Explained:
        seen: list[Examination] = []
        around = self._settings.circumstances(self._clock(), self._memory, self._door, origin, seen.append)
        letter = open_letter(raw, around)
        outcome, reason = _fate(letter)
        chosen = around.chosen(letter.source)
        return Explained(
            origin=origin,
            control_id=letter.control_id,
            message_type=letter.message_type,
            source=letter.source,
            profile=chosen.name,
            why_profile=NO_TABLE if chosen is EVERYBODY else chosen.why,
            outcome=outcome,
            reason=reason,
            examination=next(iter(seen), Examination()),
        )


def _fate(letter: Letter) -> tuple[IntakeOutcome, Reason | None]:
    try:
        act = letter.act()
    except Unplaceable as unplaceable:
        return IntakeOutcome.QUARANTINED, unplaceable.reason
    if isinstance(act, Ignore):
        return IntakeOutcome.IGNORED, act.reason
    if not isinstance(act, Publish):
        return IntakeOutcome.MERGED, None
    withdrawn = {report.status for report in act.reports} == {ReportStatus.RETRACTED}
    return IntakeOutcome.RETRACTED if withdrawn else IntakeOutcome.PUBLISHED, None
