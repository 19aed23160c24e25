"""A message as somebody looks for what is wrong with it: its segments, the patient's identity masked unless asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from ceres_intake.documents.cda import parsed
from ceres_intake.hl7.charset import decode_guess
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.loose import Format, format_of
from ceres_intake.secrets_of import MASK, WORD, Secrets

LONGEST = 300  # characters of a field that are shown
BEGINNING = 60
READ = 1200  # characters of a longer one that are looked at
LAST_WORD = re.compile(r"\S*$")
OF_PATIENTS = frozenset({"PID", "PD1", "MRG", "NK1", "GT1", "IN1", "IN2", "IN3", "P"})
FIELDS_OF_PATIENTS: Mapping[str, frozenset[int]] = {"PV1": frozenset({5, 19, 50})}  # numbers of stays
PLAIN = frozenset({"P", "PID"})
PLAIN_FIELDS = frozenset({0, 1, 8})  # the name of the segment, its rank, the sex
NAMES = frozenset({("PID", 5), ("PID", 6), ("PID", 9), ("MRG", 7), ("P", 5), ("P", 6)})
DOCUMENT_TYPES = frozenset({"ED", "RP", "FIC"})  # OBX-2: what OBX-5 holds may be anything
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
        secrets = Secrets() if identities else _secrets(segments)
        return [_line(segment, secrets, identities=identities) for segment in segments]
    text = decode_guess(raw)
    if identities:
        return [_cut(line) for line in text.splitlines()]
    return [f"({len(text.splitlines())} lignes sans segments : elles peuvent nommer le patient, et ne sont montrées que sur demande)"]


def origin_of(raw: bytes, origin: str, *, identities: bool) -> str:
    """Return where a message came from; the name of a file may be that of a patient."""
    segments = _segments(raw)
    if identities or "/" not in origin:
        return origin
    if segments:
        return _secrets(segments).masked(origin)
    return str(PurePath(origin).with_name(MASK + PurePath(origin).suffix))


def _segments(raw: bytes) -> tuple[Segment, ...]:
    kind = format_of(raw)
    if kind is Format.HPRIM:
        return HprimFile.parse(raw).segments
    if kind is Format.CDA and parsed(raw) is not None:
        return ()
    return Message.parse(raw).segments


def _line(segment: Segment, secrets: Secrets, *, identities: bool) -> str:
    shown = (text if identities else _masked(segment, number, text, secrets) for number, text in _fields(segment))
    return segment.delimiters.field.join(map(_cut, shown)).replace("\n", "⏎")


def _fields(segment: Segment) -> Iterator[tuple[int, str]]:
    numbered = enumerate(segment.fields)
    return (each for each in numbered if segment.name != "MSH" or each[0] != 1)


def _masked(segment: Segment, number: int, text: str, secrets: Secrets) -> str:
    if number and segment.name == "OBX" and number == 5 and segment.component(2).upper() in DOCUMENT_TYPES:
        return f"({len(text)} caractères)" if text else ""
    if _is_of_patient(segment, number):
        kept = TYPES.get((segment.name, number), frozenset())
        values = (_masked_value(value, segment, kept) for value in text.split(segment.delimiters.repetition))
        return segment.delimiters.repetition.join(values)
    if len(text) <= LONGEST or not number:
        return secrets.masked(text)
    # The last word may be cut: a part of a name is one too.
    beginning = secrets.masked(LAST_WORD.sub("", text[:READ]))[:BEGINNING]
    return f"{beginning}… ({len(text)} caractères)"


def _is_of_patient(segment: Segment, number: int) -> bool:
    if not number:
        return False
    if segment.name in PLAIN and number in PLAIN_FIELDS:
        return False
    # What a site's own segments hold, nobody knows.
    return segment.name in OF_PATIENTS or segment.name.startswith("Z") or number in FIELDS_OF_PATIENTS.get(segment.name, ())


def _masked_value(value: str, segment: Segment, kept: frozenset[int]) -> str:
    parts = value.split(segment.delimiters.component)
    masked = (part if number in kept else WORD.sub(MASK, part) for number, part in enumerate(parts, start=1))
    return segment.delimiters.component.join(masked)


def _secrets(segments: Sequence[Segment]) -> Secrets:
    said = [each for segment in segments if segment.name in OF_PATIENTS for each in _said(segment)]
    return Secrets.of((text for _, text in said), (text for place, text in said if place in NAMES))


def _said(segment: Segment) -> Iterator[tuple[tuple[str, int], str]]:
    for number, text in enumerate(segment.fields):
        if _is_of_patient(segment, number):
            kept = TYPES.get((segment.name, number), frozenset())
            for value in text.split(segment.delimiters.repetition):
                parts = enumerate(value.split(segment.delimiters.component), start=1)
                yield from (((segment.name, number), part) for place, part in parts if place not in kept)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:BEGINNING]}… ({len(text)} caractères)"
