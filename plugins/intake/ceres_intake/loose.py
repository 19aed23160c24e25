"""What bytes are: by their beginning, or by marks that no other format has."""

from __future__ import annotations

import re
from enum import Enum, auto

from ceres_intake.documents.cda import is_xml
from ceres_intake.hl7.splitting import HEADER, LINE, SEGMENT
from ceres_intake.reasons import Reason

HPRIM = re.compile(rb"(?:\xef\xbb\xbf)?\s*H\|[~^\\&|]{3,5}\|")
MEDICAL_TEXT = re.compile(rb"^\*{4}(?:LAB|FIN|FINFICHIER)\*{4}|\A\s*(?:RES|TEX)\|[^|\r\n]*\|", re.MULTILINE)
CDA = b"ClinicalDocument"
HEAD = 4096  # bytes looked at for an HL7 header


class Format(Enum):
    """In what a file is written."""

    HL7 = auto()
    CDA = auto()
    HPRIM = auto()  # HPRIM Santé
    MEDICAL_TEXT = auto()  # HPRIM Médecins
    UNKNOWN = auto()


def format_of(raw: bytes) -> Format:
    """Return what ``raw`` is written in."""
    if is_xml(raw) and CDA in raw:
        return Format.CDA
    if HPRIM.match(raw):
        return Format.HPRIM
    if any(HEADER.match(line[0]) for line in LINE.finditer(raw[:HEAD])):
        return Format.HL7
    return Format.MEDICAL_TEXT if MEDICAL_TEXT.search(raw.replace(b"\r", b"\n")) else Format.UNKNOWN


def is_whole(raw: bytes) -> bool:
    """Return whether ``raw`` is one message of a format that holds no batches: it is not to be cut."""
    return format_of(raw) in (Format.CDA, Format.HPRIM, Format.MEDICAL_TEXT)


def reason_of(raw: bytes) -> Reason:
    """Return why ``raw`` cannot be read at all."""
    return Reason.NO_HEADER if SEGMENT.search(raw) else Reason.NOT_HL7
