"""HPRIM Médecins 3.0."""

from __future__ import annotations

from ceres_intake.acts import Act, Publish
from ceres_intake.formats.letter import UNKNOWN, Circumstances
from ceres_intake.hprim.medical import MedicalText, message_of, texts_of
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason, Unplaceable


class MedicalTextLetter:
    """One file of reports."""

    control_id = ""
    message_type = "HPRIM Médecins"

    def __init__(self, reports: tuple[MedicalText, ...], around: Circumstances) -> None:
        self._reports = reports
        self._around = around

    @classmethod
    def opened(cls, raw: bytes, around: Circumstances) -> MedicalTextLetter:
        """Read ``raw``."""
        return cls(texts_of(raw, around.charset), around)

    @property
    def source(self) -> str:
        """The laboratory (line 11)."""
        return f"HPRIM/{next((report.sender for report in self._reports if report.sender), UNKNOWN)}"

    def act(self) -> Act:
        """Return the reports; raises Unplaceable where anything is in doubt."""
        if not self._reports or not all(report.certain for report in self._reports):
            raise Unplaceable(Reason.HPRIM_UNCERTAIN)
        reader = ReportReader(self._around.profile(self.source), self._around.zone_of(self.source))
        return Publish(reader.read(message_of(self._reports), self._around.received_at))
