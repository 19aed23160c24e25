"""The header of a message as its sender wrote it: what an answer repeats, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ceres_intake.hl7.delimiters import Delimiters
from ceres_intake.hl7.message import HEADER, Message, Segment

LATIN = "latin-1"  # each byte is one character: what is repeated stays as it came
CONTROLS = re.compile(rb"[\x00-\x1f\x7f]")  # would break the frame of the answer
LONGEST = 500  # characters of one repeated field
NEVER, ALWAYS, ON_ERROR, ON_SUCCESS = "NE", "AL", "ER", "SU"


@dataclass(frozen=True, slots=True)
class Header:
    """MSH, its characters being bytes; without any, that of nobody."""

    segment: Segment
    sent: bool

    @classmethod
    def of(cls, content: bytes) -> Header:
        """Return the first header in ``content``."""
        found = HEADER.search(content)
        line = CONTROLS.sub(b"", found[0]).decode(LATIN) if found else r"MSH|^~\&"
        return cls(Segment.parse(line, Delimiters.of(line)), found is not None)

    def echo(self, number: int) -> str:
        """Return field ``number`` as sent."""
        fields = self.segment.fields
        return fields[number][:LONGEST] if number < len(fields) else ""

    def code(self, number: int) -> str:
        """Return a coded field: its first component in capitals."""
        return self.segment.component(number).upper()

    @property
    def message(self) -> Message:
        """A message of which nothing but the header is known."""
        return Message((self.segment,))

    @property
    def is_answer(self) -> bool:
        """Whether the message is an acknowledgement itself: nobody answers those."""
        return self.sent and self.code(9) in {"ACK", "MCF"}

    @property
    def enhanced(self) -> bool:
        """Whether the sender says which answers it wants (MSH-15, MSH-16)."""
        return bool(self.code(15) or self.code(16))
