"""Draws the demonstration's reports: what a laboratory's page looks like, always the same bytes for the same event."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ceres.cli.demo.cast import BIOLOGISTS, LABORATORY
from ceres.cli.demo.examinations import Value
from ceres.cli.demo.plan import Event
from ceres.reports.models import ReportStatus

WIDTH, HEIGHT = float(A4[0]), float(A4[1])
LEFT, RIGHT = 50.0, WIDTH - 50.0
COLUMNS = (LEFT + 6, 290.0, 370.0, 440.0)  # examination, result, unit, reference
LINE = 17.0
PLAIN, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
TEAL = (0.04, 0.33, 0.39)
NOTICES = {
    ReportStatus.PRELIMINARY: "RÉSULTAT PARTIEL – un compte rendu complet suivra",
    ReportStatus.CORRECTED: "COMPTE RENDU RECTIFIÉ – annule et remplace le précédent (* : résultat rectifié)",
}


def draw_sheet(event: Event) -> bytes | None:
    """Return the PDF that goes with ``event``; None when it has no result to show."""
    if not event.values:
        return None
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(f"Compte rendu {event.order.number}")
    canvas.setAuthor(LABORATORY)
    _letterhead(canvas)
    _identity(canvas, event)
    _signature(canvas, event, _results(canvas, event))
    _foot(canvas)
    canvas.save()
    return buffer.getvalue()


def _letterhead(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*TEAL)
    canvas.rect(LEFT, HEIGHT - 78, 8, 40, stroke=0, fill=1)
    _write(canvas, LEFT + 18, HEIGHT - 52, LABORATORY.upper(), BOLD, 15)
    canvas.setFillGray(0)
    _write(
        canvas, LEFT + 18, HEIGHT - 66, "Biologie médicale – 1, rue de l’Exemple, 98800 Nouméa – données entièrement fictives", PLAIN, 8.5
    )
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, HEIGHT - 88, RIGHT, HEIGHT - 88)


def _identity(canvas: Canvas, event: Event) -> None:
    order, patient = event.order, event.order.patient
    born = f" (né(e) {patient.birth_name})" if patient.birth_name else ""
    left = (
        f"{patient.family_name} {patient.given_name}{born}",
        f"Né(e) le {patient.birth_date:%d/%m/%Y} – Sexe : {patient.sex}",
        f"NIP : {patient.nip or '–'}",
        f"Prélevé le {order.collected_at:%d/%m/%Y à %H:%M}",
    )
    right = (
        f"{order.prescriber.title} {order.prescriber.given_name} {order.prescriber.family_name}".strip(),
        order.prescriber.place,
        f"Votre référence : {order.reference or '–'}",
        f"Demande n° {order.number} – édité le {event.issued_at:%d/%m/%Y à %H:%M}",
    )
    for at, lines in ((LEFT, left), (310.0, right)):
        for number, line in enumerate(lines):
            _write(canvas, at, HEIGHT - 112 - 14 * number, line, BOLD if number == 0 else PLAIN, 9.5)


def _results(canvas: Canvas, event: Event) -> float:
    """Draw the notice and the table; return where they end."""
    top = HEIGHT - 190
    if notice := NOTICES.get(event.status):
        _write(canvas, LEFT, top, notice, BOLD, 10)
        top -= 22
    canvas.setFillColorRGB(*TEAL)
    canvas.rect(LEFT, top - 6, RIGHT - LEFT, 20, stroke=0, fill=1)
    canvas.setFillGray(1)
    _write(canvas, COLUMNS[0], top, event.section.title, BOLD, 11)
    canvas.setFillGray(0)
    top -= 24
    _row(canvas, top, ("Examen", "Résultat", "Unité", "Valeurs de référence"), ITALIC)
    for value in event.values:
        top -= LINE
        _row(canvas, top, _cells(value), BOLD if value.flag else PLAIN)
        canvas.setStrokeGray(0.85)
        canvas.line(LEFT, top - 5, RIGHT, top - 5)
    canvas.setStrokeGray(0)
    if event.section.remark:
        top -= 24
        _write(canvas, LEFT, top, event.section.remark, ITALIC, 9)
    return top


def _cells(value: Value) -> tuple[str, str, str, str]:
    mark = {"H": " +", "L": " –"}.get(value.flag, "")
    text, reference = (value.text.replace(".", ","), value.reference.replace(".", ",")) if value.unit else (value.text, value.reference)
    return value.label, text + mark, value.unit, reference


def _row(canvas: Canvas, at: float, cells: Sequence[str], font: str) -> None:
    for place, cell in zip(COLUMNS, cells, strict=True):
        _write(canvas, place, at, cell, font, 9.5)


def _signature(canvas: Canvas, event: Event, top: float) -> None:
    name = BIOLOGISTS[event.biologist]
    at = top - 60
    _write(canvas, 350, at, "Validé par", PLAIN, 9)
    _write(canvas, 350, at - 13, f"{name}, biologiste médical(e)", BOLD, 9.5)
    canvas.setStrokeColorRGB(0.1, 0.15, 0.45)
    canvas.setLineWidth(1.1)
    slant = 6 * event.biologist
    canvas.bezier(355, at - 38, 385, at - 8 - slant, 392, at - 62 + slant, 430, at - 30)
    canvas.bezier(400, at - 34, 425, at - 14, 440, at - 48, 478, at - 26 - slant)


def _foot(canvas: Canvas) -> None:
    canvas.setFillGray(0.35)
    _write(canvas, LEFT, 42, "Document de démonstration : personnes et résultats inventés, sans aucune valeur médicale.", ITALIC, 8)
    _write(canvas, RIGHT - 40, 42, "Page 1/1", PLAIN, 8)


def _write(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
