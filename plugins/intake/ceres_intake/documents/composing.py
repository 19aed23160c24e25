"""Composes a document from values and texts, for a laboratory that sent none: the portal has one kind of object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ceres.api import IncomingDocument, IncomingObservation, IncomingPatient, ReportStatus, Sex
from ceres_intake.documents.sheet import Block, Heading, Row, SheetContent, Text, draw_sheet

NOTICE = "Document composé par CÉRÈS à partir des résultats transmis par le laboratoire, qui n’a pas joint de document."
COLUMNS = ("Examen", "Résultat", "Unité", "Valeurs de référence", "Indicateur")
STATES = {
    ReportStatus.PRELIMINARY: "Résultats partiels",
    ReportStatus.FINAL: "Compte rendu final",
    ReportStatus.CORRECTED: "Compte rendu corrigé",
}
SEXES = {Sex.FEMALE: "Féminin", Sex.MALE: "Masculin"}
TEXT_TYPES = frozenset({"TX", "FT"})
DATE_TYPES = frozenset({"DT", "TS", "DTM"})
LONGEST_CELL = 80  # characters; what is longer is a text, not a value
LONGEST_DOCUMENT = 500_000  # characters, some eighty pages; all values are kept whatever is drawn
LINE_COST = 60  # characters: a line takes time and room however short it is
CUT = "[…] La suite est trop longue pour être composée ; le laboratoire peut en donner une copie."
NORMAL_FLAGS = frozenset({"", "N"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One value and the laboratory's notes under it."""

    observation: IncomingObservation
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The values of one requested test."""

    title: str
    entries: tuple[Entry, ...]
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who, what and when; nothing that changes when the same message is sent again."""

    laboratory: str
    section: str
    order_number: str
    placer_reference: str
    patient: IncomingPatient
    prescribers: tuple[str, ...]
    status: ReportStatus
    issued_at: datetime | None  # in the site's zone; None when the message gives no date of its own


def compose(circumstances: Circumstances, chapters: Iterable[Chapter]) -> IncomingDocument:
    """Return the results as a PDF; the same content makes the same bytes."""
    blocks = [block for chapter in chapters for block in _blocks(chapter)]
    shown = [*_within(blocks, LONGEST_DOCUMENT)]
    complete = len(shown) == len(blocks) and shown[-1:] == blocks[-1:]
    sheet = SheetContent(
        laboratory=circumstances.laboratory,
        section=circumstances.section,
        facts=tuple((label, value) for label, value in _facts(circumstances) if value),
        blocks=tuple(shown if complete else [*shown, Text(CUT)]),
        columns=COLUMNS,
        notice=NOTICE,
    )
    return IncomingDocument(draw_sheet(sheet), complete=complete, rendered=True)


def _within(blocks: Iterable[Block], characters: int) -> Iterator[Block]:
    """Yield what fits: drawing more would keep the next messages waiting, and nobody would read it."""
    for block in blocks:
        size = _size(block)
        if size > characters:
            if isinstance(block, Text):
                lines = block.text[:characters].split("\n")
                yield Text("\n".join(lines[: characters // LINE_COST + 1]))
            return
        yield block
        characters -= size


def _size(block: Block) -> int:
    if isinstance(block, Row):
        return sum(map(len, block.cells)) + LINE_COST
    return len(block.text) + LINE_COST * (block.text.count("\n") + 1)


def french_date(iso: str) -> str:
    """Return a partial ISO date as it is read in French: 1950, 03/1950, 21/03/1950."""
    return "/".join(reversed(iso.split("-")))


def _facts(said: Circumstances) -> Iterator[tuple[str, str]]:
    patient = said.patient
    name = f"{patient.family_name.upper()} {patient.given_name}".strip()
    yield "Patient", f"{name} (né(e) {patient.birth_name.upper()})" if patient.birth_name else name
    yield "Date de naissance", french_date(patient.birth_date)
    yield "Sexe", SEXES.get(patient.sex, "")
    yield "NIP", patient.nip
    yield "N° de demande", said.order_number
    yield "Référence", said.placer_reference
    yield "Prescripteur", ", ".join(said.prescribers)
    yield "Édition", said.issued_at.strftime("%d/%m/%Y %H:%M") if said.issued_at else ""
    yield "État", STATES.get(said.status, "")


def _blocks(chapter: Chapter) -> Iterator[Block]:
    if chapter.title:
        yield Heading(chapter.title)
    label = chapter.title  # laboratories repeat it on every line of a text
    for entry in chapter.entries:
        if _is_text(entry.observation):
            if entry.observation.label not in ("", label):
                yield Heading(entry.observation.label)
            yield Text(entry.observation.value)
            label = entry.observation.label
        else:
            yield _row(entry.observation)
        if entry.notes:
            yield Text(entry.notes)
    if chapter.notes:
        yield Text(chapter.notes)


def _is_text(value: IncomingObservation) -> bool:
    if "\n" in value.value or len(value.value) > LONGEST_CELL:
        return True
    return value.value_type in TEXT_TYPES and not (value.unit or value.reference_range or value.flags)


def _row(value: IncomingObservation) -> Row:
    text = _french_day(value.value) if value.value_type in DATE_TYPES else value.value
    cells = (value.label, text, value.unit, value.reference_range, value.flags)
    return Row(cells, strong=value.flags not in NORMAL_FLAGS)


def _french_day(text: str) -> str:
    return f"{text[6:8]}/{text[4:6]}/{text[:4]}" if text[:8].isdigit() and len(text) >= 8 else text
