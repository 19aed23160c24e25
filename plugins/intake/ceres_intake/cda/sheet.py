"""A sheet composed from the text of a CDA that brings no PDF."""

from __future__ import annotations

from collections.abc import Iterator

from ceres.api import IncomingDocument
from ceres_intake.cda.header import CdaHeader, Person, read_header
from ceres_intake.cda.narrative import narrative
from ceres_intake.documents.cda import parsed
from ceres_intake.documents.composing import french_date
from ceres_intake.documents.sheet import COLUMNS, SheetContent, draw_sheet
from ceres_intake.reading.dates import parse_birth_date

NOTICE = "Document composé par CÉRÈS à partir du texte du document CDA transmis par le laboratoire, qui n’a pas joint de PDF."
STATES = {"active": "Résultats partiels", "completed": "Compte rendu final"}


def composed_sheet(content: bytes) -> IncomingDocument | None:
    """Return the text of a CDA as a PDF, the same bytes for the same CDA; None when there is none to read."""
    root = parsed(content)
    blocks = () if root is None else narrative(root)
    if root is None or not blocks:
        return None
    header = read_header(root)
    sheet = SheetContent(
        laboratory=header.laboratory_name,
        section=header.section or header.title,
        facts=tuple((label, value) for label, value in _facts(header) if value),
        blocks=blocks,
        columns=("",) * len(COLUMNS),  # each table has its own titles
        notice=NOTICE,
    )
    return IncomingDocument(draw_sheet(sheet), rendered=True)


def _facts(header: CdaHeader) -> Iterator[tuple[str, str]]:
    patient = header.patient
    name = f"{patient.family_name.upper()} {patient.given_name}".strip()
    differs = patient.birth_name and patient.birth_name.casefold() != patient.family_name.casefold()
    yield "Patient", f"{name} (né(e) {patient.birth_name.upper()})" if differs else name
    yield "Date de naissance", french_date(parse_birth_date(patient.birth_date))
    yield "NIP", next((each.extension for each in patient.numbers), "")
    yield "N° de demande", header.order_number
    yield "Référence", header.placer_reference
    yield "Prescripteur", ", ".join(map(_name, header.ordering))
    yield "Édition", _moment(header.issued)
    yield "État", STATES.get(header.status, "")


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}".strip()


def _moment(text: str) -> str:
    # As the laboratory's own clock said it.
    day = f"{text[6:8]}/{text[4:6]}/{text[:4]}" if text[:8].isdecimal() and len(text) >= 8 else ""
    return f"{day} {text[8:10]}:{text[10:12]}" if day and text[8:12].isdecimal() and len(text) >= 12 else day
