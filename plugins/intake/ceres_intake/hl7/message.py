"""A message as segments, fields, repetitions, components; what is absent is empty, so that nothing needs a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ceres_intake.hl7 import charset
from ceres_intake.hl7.delimiters import STANDARD_DELIMITERS, Delimiters
from ceres_intake.hl7.escapes import decode
from ceres_intake.hl7.normalising import segment_lines

NULL = '""'  # HL7's « delete this value »
HEADER = re.compile(rb"MSH[^\w\s+/=][^\r\n]*")


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field, still encoded."""

    raw: str
    delimiters: Delimiters

    def raw_components(self) -> list[str]:
        """Return the components as sent."""
        return self.raw.split(self.delimiters.component)

    def raw_component(self, number: int) -> str:
        """Return component ``number`` (from 1) as sent."""
        parts = self.raw_components()
        return parts[number - 1] if number <= len(parts) else ""

    def component(self, number: int) -> str:
        """Return the text of component ``number`` (from 1) on one line."""
        return self._one_line(self.raw_component(number))

    def subcomponent(self, number: int, part: int) -> str:
        """Return the text of subcomponent ``part`` of component ``number`` (both from 1) on one line."""
        parts = self.raw_component(number).split(self.delimiters.subcomponent)
        return self._one_line(parts[part - 1]) if part <= len(parts) else ""

    @property
    def text(self) -> str:
        """The whole value decoded, line breaks kept, component separators left as text."""
        text = decode(self.raw, self.delimiters)
        return "" if text == NULL else "\n".join(line.rstrip() for line in text.split("\n")).rstrip()

    def _one_line(self, raw: str) -> str:
        text = " ".join(decode(raw, self.delimiters).split())
        return "" if text == NULL else text

    def __bool__(self) -> bool:
        """Whether anything but separators was sent."""
        return bool(self.raw.strip(f" \n\t{self.delimiters.component}{self.delimiters.subcomponent}")) and self.raw != NULL


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; fields are numbered as in the standard (MSH-1 is the field separator)."""

    fields: tuple[str, ...] = ("",)
    delimiters: Delimiters = STANDARD_DELIMITERS

    @classmethod
    def parse(cls, line: str, delimiters: Delimiters) -> Segment:
        """Read one line."""
        fields = line.split(delimiters.field)
        if fields[0] == "MSH":
            fields.insert(1, delimiters.field)
        return cls(tuple(fields), delimiters)

    @property
    def name(self) -> str:
        """The three letters."""
        return self.fields[0]

    def repetitions(self, number: int) -> tuple[Value, ...]:
        """Return the repetitions of field ``number`` that are not empty."""
        return tuple(self._each(number))

    def first(self, number: int) -> Value:
        """Return the first repetition of field ``number`` that is not empty."""
        return next(self._each(number), Value("", self.delimiters))

    def _each(self, number: int) -> Iterator[Value]:
        raw = self.fields[number] if number < len(self.fields) else ""
        for each in raw.split(self.delimiters.repetition) if raw else ():
            value = Value(each, self.delimiters)
            if value:
                yield value

    def whole(self, number: int) -> Value:
        """Return field ``number`` uncut, for text in which the repetition character is a character."""
        return Value(self.fields[number] if number < len(self.fields) else "", self.delimiters)

    def component(self, number: int, component: int = 1) -> str:
        """Return the text of a component of the first repetition of field ``number``."""
        return self.first(number).component(component)

    def __bool__(self) -> bool:
        """Whether the segment was sent."""
        return bool(self.name)


NO_SEGMENT = Segment()


@dataclass(frozen=True, slots=True)
class Message:
    """One message, header first."""

    segments: tuple[Segment, ...]

    @classmethod
    def parse(cls, raw: bytes, default_charset: str = "") -> Message:
        """Read any bytes; without a header the message has no segments.

        Args:
            raw: one message, as received.
            default_charset: set to assume when the message declares none.
        """
        lines = segment_lines(charset.decode(raw, _declared_charset(raw), default_charset))
        delimiters = Delimiters.of(lines[0]) if lines else Delimiters()
        return cls(tuple(Segment.parse(line, delimiters) for line in lines))

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.first("MSH")

    def first(self, name: str) -> Segment:
        """Return the first segment of that name, or an empty one."""
        return next(self.every(name), NO_SEGMENT)

    def every(self, name: str) -> Iterator[Segment]:
        """Return the segments of that name."""
        return (segment for segment in self.segments if segment.name == name)


def _declared_charset(raw: bytes) -> str:
    found = HEADER.search(raw)
    line = charset.western(found[0]) if found else ""
    header = Segment.parse(line, Delimiters.of(line))
    return header.fields[18] if len(header.fields) > 18 else ""
