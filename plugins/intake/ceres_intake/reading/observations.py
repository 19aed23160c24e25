"""OBX: structured values as text, never rounded; and which OBX are not results at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from ceres.api import IncomingObservation
from ceres_intake.hl7.message import Segment, Value
from ceres_intake.reading.dates import parse_instant

# Flags for the sharing of the document (France, « volet TRANSMISSION-DOC-CDA-R2 »): some versions leave the system out.
SHARING_SYSTEM = "METADMPMSS"
SHARING_FLAGS = frozenset(
    {
        *("MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REP_LEGAUX", "INVISIBLE_REPRESENTANTS_LEGAUX", "CONNEXION_SECRETE"),
        *("MODIF_CONF_CODE", "MODIF_CONFIDENTIALITYCODE", "DESTDMP", "DESTMSSANTEPS", "DESTMSSANTEPAT", "ACK_RECEPTION"),
        *("ACK_LECTURE_MSS", "CORPSMAIL_PS", "CORPSMAIL_PATIENT", "COMP_LOT"),
    }
)
MASKING_FLAG = "MASQUE_PS"
DOCUMENT_TYPE = "ED"
POINTER_TYPE = "RP"
WEB = ("http://", "https://")
DELETED = "D"
BASE64_PDF = "JVBERi0"  # « %PDF- »: some send it under another type than ED
LENGTHS = {"code": 120, "label": 500, "coding_system": 120, "unit": 120, "reference_range": 200, "flags": 60, "status": 20}


def is_result(obx: Segment) -> bool:
    """Return whether the OBX is part of the report, not a flag on how to share it."""
    return obx.component(3, 3).upper() != SHARING_SYSTEM and obx.component(3).upper() not in SHARING_FLAGS


def is_masking(obx: Segment) -> bool:
    """Return whether the OBX hides the document from professionals."""
    return obx.component(3).upper() == MASKING_FLAG and obx.component(5).upper()[:1] in ("Y", "O")


def is_document(obx: Segment) -> bool:
    """Return whether the OBX carries a document: by its type, or by what a PDF looks like in base64."""
    return obx.component(2).upper() == DOCUMENT_TYPE or any(part.startswith(BASE64_PDF) for part in obx.first(5).raw_components())


def pointer_of(obx: Segment) -> str:
    """Return the address of a document that the message only points to, empty when it is none."""
    address = obx.component(5) if obx.component(2).upper() == POINTER_TYPE else ""
    return address if address.lower().startswith(WEB) else ""


def read_observation(obx: Segment, zone: tzinfo) -> IncomingObservation | None:
    """Return the value of one OBX; None for a document, a sharing flag or a deleted value."""
    if not is_result(obx) or is_document(obx) or obx.component(11).upper() == DELETED:
        return None
    kind = obx.component(2).upper()[:3]
    texts = {
        "code": obx.component(3) or obx.component(3, 4),
        "label": obx.component(3, 2) or obx.component(3, 5) or obx.component(3) or obx.component(3, 4),
        "coding_system": obx.component(3, 3),
        "unit": obx.component(6) or obx.component(6, 2),
        "reference_range": " ".join(obx.whole(7).text.split()),
        "flags": " ".join(each.component(1) for each in obx.repetitions(8)),
        "status": obx.component(11),
    }
    return IncomingObservation(
        value_type=kind,
        value=value_text(kind, obx),
        observed_at=parse_instant(obx.component(14), zone),
        **{name: text[: LENGTHS[name]] for name, text in texts.items()},
    )


def value_text(kind: str, obx: Segment) -> str:
    """Return OBX-5 as people read it; repetitions are lines."""
    form = FORMS.get(kind, _as_text)
    return "\n".join(form(each) for each in obx.repetitions(5))


def _as_text(value: Value) -> str:
    return value.text


def _coded(value: Value) -> str:
    return next((text for text in map(value.component, (2, 9, 5, 1, 4)) if text), "")


def _structured(value: Value) -> str:
    return "".join(value.component(number) for number in range(1, 5))  # < 5, 10 - 20, 1 : 128


def _range(value: Value) -> str:
    return " - ".join(text for text in map(value.component, (1, 2)) if text)


FORMS: dict[str, Callable[[Value], str]] = {
    "CE": _coded,
    "CWE": _coded,
    "CNE": _coded,
    "CF": _coded,
    "SN": _structured,
    "NR": _range,
}
