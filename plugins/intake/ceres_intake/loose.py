"""What bytes without an HL7 header are."""

from __future__ import annotations

import re

from ceres_intake.documents.cda import is_xml
from ceres_intake.hl7.splitting import SEGMENT
from ceres_intake.reasons import Reason

HPRIM = re.compile(rb"\A\s*H\|[~^\\&|]{4,5}|\*{4}(?:LAB|FIN)\*{4}|^(?:RES|TEX)\|[^|\r\n]*\|", re.MULTILINE)
CDA = b"ClinicalDocument"


def reason_of(raw: bytes) -> Reason:
    """Return why ``raw`` cannot be read as HL7 v2."""
    if is_xml(raw) and CDA in raw:
        return Reason.CDA_FILE
    if HPRIM.search(raw):
        return Reason.HPRIM_FILE
    return Reason.NO_HEADER if SEGMENT.search(raw) else Reason.NOT_HL7
