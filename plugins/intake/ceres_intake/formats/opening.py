"""From bytes to a letter, by what the bytes look like."""

from __future__ import annotations

from ceres_intake.acts import Act
from ceres_intake.formats.cda import CdaLetter
from ceres_intake.formats.hl7 import Hl7Letter
from ceres_intake.formats.hprim import HprimLetter
from ceres_intake.formats.letter import UNKNOWN, Circumstances, Letter
from ceres_intake.formats.medical_text import MedicalTextLetter
from ceres_intake.loose import Format, format_of, reason_of
from ceres_intake.reasons import Reason, Unplaceable


def open_letter(raw: bytes, around: Circumstances) -> Letter:
    """Return the letter that ``raw`` is; one that nobody can read is a letter too."""
    match format_of(raw):
        case Format.CDA:
            return CdaLetter.opened(raw, around)
        case Format.HPRIM:
            return HprimLetter.opened(raw, around)
        case Format.MEDICAL_TEXT:
            return MedicalTextLetter.opened(raw, around)
    return Hl7Letter.opened(raw, around) or UnknownLetter(raw)


class UnknownLetter:
    """Bytes in no format of ours."""

    source = f"{UNKNOWN}/{UNKNOWN}"
    control_id = ""
    message_type = ""

    def __init__(self, raw: bytes, reason: Reason | None = None) -> None:
        """Say why with ``reason``, where the bytes do not tell."""
        self._reason = reason or reason_of(raw)

    def act(self) -> Act:
        """Raise Unplaceable."""
        raise Unplaceable(self._reason)
