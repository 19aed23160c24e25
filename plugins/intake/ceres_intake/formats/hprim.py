"""HPRIM Santé 2.x."""

from __future__ import annotations

from ceres_intake.acts import Act, Ignore, Publish
from ceres_intake.formats.letter import UNKNOWN, Circumstances
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.hprim.translating import as_results
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason

SENDER_LENGTH = 59  # characters
RESULTS = "ORU"
TYPES = (6, 7)  # H: some write it one field further


class HprimLetter:
    """One file, with the files that came beside it."""

    def __init__(self, file: HprimFile, around: Circumstances) -> None:
        self._file = file
        self._around = around

    @classmethod
    def opened(cls, raw: bytes, around: Circumstances) -> HprimLetter:
        """Read ``raw``."""
        letter = cls(HprimFile.parse(raw, around.charset), around)
        charset = around.profile(letter.source).charset
        return cls(HprimFile.parse(raw, charset), around) if charset else letter

    @property
    def source(self) -> str:
        """The sender (H-4)."""
        return f"HPRIM/{self._file.header.component(4)[:SENDER_LENGTH] or UNKNOWN}"

    @property
    def control_id(self) -> str:
        """The name the sender gave the file (H-2)."""
        return self._file.header.component(2)

    @property
    def message_type(self) -> str:
        """What it carries."""
        return f"HPRIM {self._kind}".strip()

    def act(self) -> Act:
        """Return the reports; raises Unplaceable."""
        has_results = any(segment.name == "OBR" for segment in self._file.segments)
        if self._kind not in ("", RESULTS) and not has_results:
            return Ignore(Reason.NOT_A_REPORT)
        reader = ReportReader(self._around.profile(self.source), self._around.zone_of(self.source))
        return Publish(reader.read(as_results(self._file, self.source), self._around.received_at))

    @property
    def _kind(self) -> str:
        return next((kind for number in TYPES if (kind := self._file.header.component(number).upper()).isalpha()), "")
