"""Where one source writes what: paths, in order of preference. The default suits most; a site states the differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ceres_intake.sections import SECTION_CODES, SECTION_LOINC

PATH = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,2}))?")
SIGNS = ("obx_d", "obx_w", "orc_ca", "mdm_t04")  # what withdraws a report, unless a source says otherwise
PUBLISH, WAIT = "publish", "wait"
UNMAPPED = (PUBLISH, WAIT)
ACK_MODES = ("auto", "original", "enhanced", "always")


@dataclass(frozen=True, slots=True)
class Rule:
    """One place to look at, and which part of the text found there to keep."""

    segment: str
    field: int
    component: int = 0  # 0: the path names none; the first one, or the whole field where a rule reads whole fields
    pattern: re.Pattern[str] | None = None  # the first group, or the whole match

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read ``"OBR-3.1"`` or ``"OBR-3.1 ^(.+)-[^-]+$"``; ValueError when it is no path or no expression."""
        path, _, pattern = text.partition(" ")
        found = PATH.fullmatch(path)
        if found is None or found[2].strip("0") == "" or found[3] in ("0", "00"):
            raise ValueError(f"no path: {path}")
        try:
            compiled = re.compile(pattern.strip()) if pattern.strip() else None
        except re.error as error:
            raise ValueError(f"no expression: {pattern}") from error
        return cls(found[1], int(found[2]), int(found[3] or 0), compiled)

    @property
    def path(self) -> str:
        """The rule as people write it."""
        place = f"{self.segment}-{self.field}" + (f".{self.component}" if self.component else "")
        return f"{place} {self.pattern.pattern}" if self.pattern else place

    def kept(self, text: str) -> str:
        """Return the part of ``text`` that the rule keeps, empty when its pattern does not match."""
        if self.pattern is None:
            return text
        found = self.pattern.search(text)
        return "" if found is None else (found[1] or "" if self.pattern.groups else found[0])


def rules(*texts: str) -> tuple[Rule, ...]:
    """Read several rules."""
    return tuple(Rule.parse(text) for text in texts)


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """How to read one source."""

    order_number: tuple[Rule, ...] = rules("ORC-3.1", "OBR-3.1", "ORC-2.1", "OBR-2.1")
    placer_reference: tuple[Rule, ...] = rules("ORC-2.1", "OBR-2.1")
    section: tuple[Rule, ...] = rules("OBR-24")
    test: tuple[Rule, ...] = rules("OBR-4")  # names the section when no section is sent
    part: tuple[Rule, ...] = ()  # what else tells the reports of one order apart, for sources that send test by test
    issued: tuple[Rule, ...] = rules("OBR-22", "ORC-9")
    status: tuple[Rule, ...] = rules("OBR-25")
    prescriber: tuple[Rule, ...] = rules("OBR-16", "ORC-12", "PV1-8", "PV1-7")
    copies: tuple[Rule, ...] = rules("OBR-28")
    nip: tuple[Rule, ...] = ()  # looked at before PID-3, for sources that write the hospital's number elsewhere
    sections: Mapping[str, str] = field(default_factory=lambda: SECTION_CODES)
    test_sections: Mapping[str, str] = field(default_factory=lambda: SECTION_LOINC)
    names: Mapping[str, str] = field(default_factory=dict)  # of sections, as the administration calls them; over both tables
    unmapped: str = ""  # what becomes of a report whose section has no name: one of UNMAPPED; empty: as the site says
    statuses: Mapping[str, str] = field(default_factory=dict)  # the source's own words for the codes of table 0123
    nip_types: tuple[str, ...] = ("PI", "MR")
    nip_authority: str = ""  # CX.4.1 or CX.4.2 of the hospital's own numbers; empty: any
    charset: str = ""  # where MSH-18 is empty
    time_zone: str = ""  # empty: the site's
    ack: str = "auto"  # as MSH-15 and MSH-16 ask, or one of ACK_MODES
    publish_unverified: bool = False  # OBR-25 or OBX-11 = R
    prescriber_by_name: bool = False  # one named without a code is known by the name
    retraction: frozenset[str] = frozenset(SIGNS)
    retraction_codes: tuple[tuple[Rule, str], ...] = ()  # further places and the value that withdraws there


DEFAULT = SourceProfile()
