"""The first page of a printout from which documents are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ceres_export.reasons import REASONS

if TYPE_CHECKING:
    from ceres.api import AbsentDocument, Request

# Shipped inside reportlab, so that every machine has it.
FONT, BOLD = "Vera", "VeraBd"
SIZE, LEADING, MARGIN = 9.0, 13.0, 56.0  # points
WIDTH, HEIGHT = A4


def draw_cover(request: Request, absent: Sequence[AbsentDocument]) -> bytes:
    """Return pages that name what could not be printed, and why."""
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    y = 0.0
    for font, line in _lines(request, absent):
        if y < MARGIN + LEADING:
            if y:
                canvas.showPage()
            y = HEIGHT - MARGIN
        canvas.setFont(font, SIZE)
        canvas.drawString(MARGIN, y, line)
        y -= LEADING
    canvas.save()
    return buffer.getvalue()


def _lines(request: Request, absent: Sequence[AbsentDocument]) -> Iterator[tuple[str, str]]:
    for text in (
        request.translate("Comptes rendus non imprimés"),
        request.pluralize("${n} document de la sélection manque :", "${n} documents de la sélection manquent :", len(absent)),
    ):
        yield BOLD, text
    for each in absent:
        row = each.report
        what = (request.write_name(row), row.section, row.reference, f"{request.brand.number_label} {row.order_number}")
        yield FONT, ""
        yield from ((BOLD, line) for line in _wrapped(" – ".join(part for part in what if part), BOLD))
        yield from ((FONT, line) for line in _wrapped(request.translate(REASONS[each.reason]), FONT))


def _wrapped(text: str, font: str) -> list[str]:
    # The font has no narrow space that does not break.
    return list(simpleSplit(text.replace("\u202f", "\u00a0"), font, SIZE, WIDTH - 2 * MARGIN))
