"""HL7 messages as a French laboratory writes them, one part changed at a time."""

from __future__ import annotations

import base64
from typing import Any

from factories.documents import make_pdf

MSH = r"MSH|^~\&|GLIMS|CHT|CERES|CHT|20260303091500||ORU^R01^ORU_R01|MSG1|P|2.5||||||UNICODE UTF-8"
PID = "PID|||1980456123^^^CHT^PI||TUFELE^Maleta^^^^^L||19580714|F"
PV1 = "PV1||I"
ORC = "ORC|RE|582016|114000000"
OBR = "OBR|1|582016|114000000|BIO^Bilan||||||||||||DR1^MARCHAND^Hélène||||||20260303091400||CH|F"


def pdf_obx(text: str = "Compte rendu", status: str = "F", number: int = 1) -> str:
    """Return an OBX that carries a PDF saying ``text``."""
    data = base64.b64encode(make_pdf(text)).decode()
    return f"OBX|{number}|ED|PDF^Compte rendu||^application^pdf^Base64^{data}||||||{status}"


def value_obx(value: str = "5.4", *, kind: str = "NM", status: str = "F", number: int = 1, **fields: str) -> str:
    """Return an OBX with a value; ``unit``, ``limits``, ``flag``, ``test`` and ``date`` may be given."""
    test = fields.get("test", "GLU^Glucose")
    rest = f"{fields.get('unit', '')}|{fields.get('limits', '')}|{fields.get('flag', '')}"
    return f"OBX|{number}|{kind}|{test}||{value}|{rest}|||{status}|||{fields.get('date', '')}"


def make_hl7(*results: str, **segments: Any) -> bytes:
    """Return a message; ``msh``, ``pid``, ``pv1``, ``orc``, ``obr`` replace segments, an empty one is left out."""
    parts = {"msh": MSH, "pid": PID, "pv1": PV1, "orc": ORC, "obr": OBR} | segments
    lines = [line for line in parts.values() if line] + list(results or (pdf_obx(),))
    return ("\r".join(lines) + "\r").encode()


def with_fields(segment: str, **fields: str) -> str:
    """Return ``segment`` with some fields replaced: ``with_fields(OBR, f25="C")`` sets OBR-25."""
    parts = segment.split("|")
    for name, text in fields.items():
        number = int(name[1:])
        parts += [""] * (number + 1 - len(parts))
        parts[number] = text
    return "|".join(parts)
