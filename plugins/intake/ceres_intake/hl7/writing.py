"""Segments written here: other formats said in the words of HL7, so that one reader understands them all."""

from __future__ import annotations

from collections.abc import Mapping

from ceres_intake.hl7.delimiters import STANDARD_DELIMITERS
from ceres_intake.hl7.message import Segment

ESCAPES = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\", "\n": "\\.br\\"})


def escaped(text: str) -> str:
    """Return ``text`` with nothing in it that delimits."""
    return text.translate(ESCAPES)


def components(*texts: str) -> str:
    """Return one value of several components."""
    return "^".join(map(escaped, texts)).rstrip("^")


def repetitions(*values: str) -> str:
    """Return a field of several values that are written already."""
    return "~".join(values)


def segment(name: str, fields: Mapping[int, str]) -> Segment:
    """Return a segment of fields that are written already."""
    row = [""] * (max(fields, default=0) + 1)
    row[0] = name
    for number, text in fields.items():
        row[number] = text
    return Segment(tuple(row), STANDARD_DELIMITERS)


def header(application: str, facility: str, kind: str, control_id: str, sent_at: str = "") -> Segment:
    """Return MSH."""
    fields = {1: "|", 2: "^~\\&", 3: components(application), 4: components(facility), 7: components(sent_at), 9: kind}
    return segment("MSH", {**fields, 10: components(control_id)})
