"""MDM messages as French senders write them."""

from __future__ import annotations

from typing import Any

from factories.hl7 import MSH, make_hl7, with_fields

TXA = "TXA|1|11502-2^CR d'examens biologiques|TEXT|20260303091400||||||||DOC-1^CHT|||||LA|"


def make_mdm(trigger: str, *results: str, **segments: Any) -> bytes:
    """Return a document message; ``txa`` may be given, and every segment of `make_hl7`."""
    txa = segments.pop("txa", TXA)
    msh = with_fields(segments.pop("msh", MSH), f8=f"MDM^{trigger}^MDM_T02", f9=segments.pop("control_id", f"MDM-{trigger}"))
    return make_hl7(txa, *results, msh=msh, **segments)
