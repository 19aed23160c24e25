"""A CDA file by itself, outside any message."""

from __future__ import annotations

from dataclasses import replace

from ceres_intake.acts import Act, Publish
from ceres_intake.cda.header import CdaHeader, read_header
from ceres_intake.cda.translating import FAMILY_PLACE, as_results
from ceres_intake.documents.cda import parsed
from ceres_intake.formats.letter import UNKNOWN, Circumstances
from ceres_intake.profile import SourceProfile, rules
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason, Unplaceable

NUMBER_LENGTH = 59  # characters
PLACES = SourceProfile()


class CdaLetter:
    """One document."""

    message_type = "CDA"

    def __init__(self, header: CdaHeader | None, raw: bytes, around: Circumstances) -> None:
        self._header = header
        self._raw = raw
        self._around = around

    @classmethod
    def opened(cls, raw: bytes, around: Circumstances) -> CdaLetter:
        """Read the header of ``raw``."""
        root = parsed(raw)
        return cls(None if root is None else read_header(root), raw, around)

    @property
    def source(self) -> str:
        """The organisation that keeps the document."""
        laboratory = self._header.laboratory if self._header else None
        number = (laboratory.extension or laboratory.root) if laboratory else ""
        return f"CDA/{number[:NUMBER_LENGTH] or UNKNOWN}"

    @property
    def control_id(self) -> str:
        """The document's own number."""
        return str(self._header.document) if self._header else ""

    def act(self) -> Act:
        """Return the report; raises Unplaceable."""
        if self._header is None:
            raise Unplaceable(Reason.CDA_UNREADABLE)
        if not self._header.order_number:
            raise Unplaceable(Reason.CDA_NOT_LABORATORY)
        reader = ReportReader(self._profile(), self._around.zone_of(self.source))
        return Publish(reader.read(as_results(self._header, self._raw), self._around.received_at))

    def _profile(self) -> SourceProfile:
        # The header has one place for each thing; a site decides what its words mean, not where they stand.
        site = self._around.profile(self.source)
        return replace(
            site,
            order_number=PLACES.order_number,
            placer_reference=PLACES.placer_reference,
            section=PLACES.section,
            test=PLACES.test,
            part=rules(FAMILY_PLACE),
            issued=PLACES.issued,
            status=PLACES.status,
            prescriber=PLACES.prescriber,
            copies=PLACES.copies,
        )
