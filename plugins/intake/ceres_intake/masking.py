"""A message as somebody looks for what is wrong with it: its segments, the patient's identity masked unless asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ceres_intake.documents.cda import parsed
from ceres_intake.hl7.charset import decode_guess
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.loose import Format, format_of

MASK = "•••"
WORD = re.compile(r"[^\W_]+")
SHORTEST = 3  # letters of a word that is masked in the rest of the message too
LONGEST = 300  # characters of a field that are shown
BEGINNING = 60
OF_PATIENTS = frozenset({"PID", "MRG", "NK1", "GT1", "IN1", "IN2", "IN3", "P"})
PLAIN = frozenset({"P", "PID"})
PLAIN_FIELDS = frozenset({0, 1, 8})  # the name of the segment, its rank, the sex
# Components that say what a number or a name is, not whose.
TYPES: Mapping[tuple[str, int], frozenset[int]] = {
    **{("PID", field): frozenset({4, 5}) for field in (2, 3, 4)},
    **{("PID", field): frozenset({7}) for field in (5, 6, 9)},
    ("MRG", 1): frozenset({4, 5}),
    ("MRG", 7): frozenset({7}),
}


def lines_of(raw: bytes, *, identities: bool) -> list[str]:
    """Return what ``raw`` says, line by line, long values cut; ``identities`` are shown only when asked for."""
    segments = _segments(raw)
    if segments:
        secrets = frozenset() if identities else frozenset(_secrets(segments))
        return [_without(secrets, _line(segment, identities=identities)) for segment in segments]
    text = decode_guess(raw)
    if identities:
        return [_cut(line) for line in text.splitlines()]
    return [f"({len(text.splitlines())} lignes sans segments : elles peuvent nommer le patient, et ne sont montrées que sur demande)"]


def _segments(raw: bytes) -> tuple[Segment, ...]:
    kind = format_of(raw)
    if kind is Format.HPRIM:
        return HprimFile.parse(raw).segments
    if kind is Format.CDA and parsed(raw) is not None:
        return ()
    return Message.parse(raw).segments


def _line(segment: Segment, *, identities: bool) -> str:
    mask = not identities and segment.name in OF_PATIENTS
    fields = segment.fields[:1] + segment.fields[2:] if segment.name == "MSH" else segment.fields
    shown = (_masked(segment, number, text) if mask else text for number, text in enumerate(fields))
    return segment.delimiters.field.join(map(_cut, shown)).replace("\n", "⏎")


def _masked(segment: Segment, number: int, text: str) -> str:
    if number in _plain_fields(segment):
        return text
    kept = TYPES.get((segment.name, number), frozenset())
    return segment.delimiters.repetition.join(_masked_value(value, segment, kept) for value in text.split(segment.delimiters.repetition))


def _plain_fields(segment: Segment) -> frozenset[int]:
    return PLAIN_FIELDS if segment.name in PLAIN else frozenset({0})


def _masked_value(value: str, segment: Segment, kept: frozenset[int]) -> str:
    parts = value.split(segment.delimiters.component)
    masked = (part if number in kept else WORD.sub(MASK, part) for number, part in enumerate(parts, start=1))
    return segment.delimiters.component.join(masked)


def _secrets(segments: Iterable[Segment]) -> Iterator[str]:
    for segment in segments:
        if segment.name in OF_PATIENTS:
            for number, text in enumerate(segment.fields):
                yield from _secret_words(segment, number, text)


def _secret_words(segment: Segment, number: int, text: str) -> Iterator[str]:
    if number in _plain_fields(segment):
        return
    kept = TYPES.get((segment.name, number), frozenset())
    for value in text.split(segment.delimiters.repetition):
        for place, part in enumerate(value.split(segment.delimiters.component), start=1):
            if place not in kept:
                yield from (word.casefold() for word in WORD.findall(part) if len(word) >= SHORTEST)


def _without(secrets: frozenset[str], line: str) -> str:
    return WORD.sub(lambda word: MASK if word[0].casefold() in secrets else word[0], line) if secrets else line


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:BEGINNING]}… ({len(text)} caractères)"
