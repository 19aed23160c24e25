"""HPRIM Santé as segments: its own delimiters, lines that go on (A), files that came beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ceres_intake.hl7.charset import decode
from ceres_intake.hl7.delimiters import Delimiters
from ceres_intake.hl7.message import NO_SEGMENT, Segment
from ceres_intake.hprim.attachments import unbundled

LINE_END = re.compile(r"[\r\n\x1c\x0b]+")
NAME = re.compile(r"[A-Z]{1,3}[0-9]?")
CONTINUATION = "A"
STANDARD = "~^\\&"


@dataclass(frozen=True, slots=True)
class HprimFile:
    """One file, header first."""

    segments: tuple[Segment, ...]
    attachments: Mapping[str, bytes] = field(default_factory=dict)  # by name in small letters

    @classmethod
    def parse(cls, raw: bytes, charset: str = "") -> HprimFile:
        """Read any bytes that begin with H; ``charset`` is the source's set."""
        own, attachments = unbundled(raw)
        lines = [line for line in LINE_END.split(decode(own, "", charset).lstrip("\ufeff")) if line.strip()]
        if not lines:
            return cls((), attachments)
        header = lines[0].lstrip()
        delimiters = _delimiters(header)
        joined = _joined([header, *lines[1:]], delimiters.field)
        return cls(tuple(Segment.parse(line, delimiters) for line in joined), attachments)

    @property
    def header(self) -> Segment:
        """H."""
        return self.segments[0] if self.segments else NO_SEGMENT


def _delimiters(header: str) -> Delimiters:
    separator = header[1:2] or "|"
    declared = list(dict.fromkeys(header[2:].partition(separator)[0]))
    usual = [each for each in STANDARD if each not in declared]
    component, repetition, escape, subcomponent = (declared + usual)[:4]
    return Delimiters(separator, component, repetition, escape, subcomponent)


def _joined(lines: list[str], separator: str) -> list[str]:
    joined: list[str] = []
    for line in lines:
        name, cut, rest = line.partition(separator)
        if cut and name == CONTINUATION and joined:
            joined[-1] += rest  # even in the middle of a word
        elif (cut and NAME.fullmatch(name)) or not joined:
            joined.append(line)
        else:
            joined[-1] += f"\n{line}"
    return joined
