"""Draws a results sheet on A4 pages, always the same bytes for the same content."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

# Shipped inside reportlab, so the bytes do not depend on the fonts of the machine.
FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf"}
PLAIN, BOLD, FIXED = "Vera", "VeraBd", "Courier"  # laboratories align their texts with spaces
SIZE, FIXED_SIZE, SMALL, LEADING = 8.5, 8.0, 7.0, 11.5  # points
MARGIN, FOOT = 48.0, 64.0
WIDTH, HEIGHT = A4
INSIDE = WIDTH - 2 * MARGIN
COLUMNS = (0.36, 0.20, 0.12, 0.20, 0.12)  # shares of the width: test, result, unit, range, flag
LOOKALIKES = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "μ": "µ", "α": "alpha", "β": "bêta", "γ": "gamma", "→": "->", "\t": "    "})
GREY = 0.45
LONGEST_LINE = 250  # characters that may stand on one line of the narrowest letters


@dataclass(frozen=True, slots=True)
class Row:
    """One value: test, result, unit, reference range, flag."""

    cells: tuple[str, ...]
    strong: bool = False  # out of range


@dataclass(frozen=True, slots=True)
class Heading:
    """A title among the results."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text, spaces kept."""

    text: str


Block = Row | Heading | Text


@dataclass(frozen=True, slots=True)
class SheetContent:
    """All that a sheet says."""

    laboratory: str
    section: str
    facts: tuple[tuple[str, str], ...]  # label, value
    blocks: tuple[Block, ...]
    columns: tuple[str, ...]
    notice: str  # who composed it, and why


def draw_sheet(content: SheetContent) -> bytes:
    """Return the sheet as a PDF."""
    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, file))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(_printable(content.section, PLAIN))
    _Pen(canvas, content).write()
    canvas.save()
    return buffer.getvalue()


class _Pen:
    def __init__(self, canvas: Canvas, content: SheetContent) -> None:
        self._canvas = canvas
        self._content = content
        self._page = 0
        self._y = 0.0

    def write(self) -> None:
        self._begin_page()
        self._facts()
        self._row(self._content.columns, BOLD)
        for block in self._content.blocks:
            self._block(block)
        self._canvas.showPage()

    def _begin_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = HEIGHT - MARGIN
        self._put(MARGIN, _wrapped(self._content.laboratory, BOLD, 11, INSIDE)[0], BOLD, 11)
        self._y -= LEADING * 1.4
        self._put(MARGIN, _wrapped(self._content.section, BOLD, 13, INSIDE)[0], BOLD, 13)
        self._y -= LEADING * 0.7
        self._rule()
        self._foot()
        self._y -= LEADING * 1.3

    def _foot(self) -> None:
        above, self._y = self._y, MARGIN * 0.8
        self._put(MARGIN, self._content.notice, PLAIN, SMALL, GREY)
        self._canvas.drawRightString(WIDTH - MARGIN, self._y, f"Page {self._page}")
        self._y = above

    def _facts(self) -> None:
        for label, value in self._content.facts:
            for number, line in enumerate(_wrapped(value, PLAIN, SIZE, INSIDE - 120)):
                self._put(MARGIN, label if number == 0 else "", PLAIN, SIZE, GREY)
                self._put(MARGIN + 120, line, PLAIN, SIZE)
                self._down()
        self._y -= LEADING * 0.6

    def _block(self, block: Block) -> None:
        match block:
            case Row(cells, strong):
                self._row(cells, BOLD if strong else PLAIN)
            case Heading(text):
                self._lines(text, BOLD, SIZE + 1)
            case Text(text):
                self._lines(text, FIXED, FIXED_SIZE)

    def _row(self, cells: Sequence[str], font: str) -> None:
        widths = [share * INSIDE for share in COLUMNS]
        columns = [_wrapped(cell, font, SIZE, width - 6) for cell, width in zip(cells, widths, strict=True)]
        for number in range(max(map(len, columns))):
            for column, lines in enumerate(columns):
                if number < len(lines):
                    self._put(MARGIN + sum(widths[:column]), lines[number], font, SIZE)
            self._down()
        self._rule(offset=LEADING * 0.7)

    def _lines(self, text: str, font: str, size: float) -> None:
        for line in text.split("\n"):
            for piece in _wrapped(line, font, size, INSIDE):
                self._put(MARGIN, piece, font, size)
                self._down()

    def _put(self, x: float, text: str, font: str, size: float, grey: float = 0.0) -> None:
        self._canvas.setFillGray(grey)
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self._y, _printable(text, font))

    def _down(self) -> None:
        self._y -= LEADING
        if self._y < FOOT:
            self._begin_page()

    def _rule(self, offset: float = 0.0) -> None:
        self._canvas.setStrokeGray(0.8)
        self._canvas.line(MARGIN, self._y + offset, WIDTH - MARGIN, self._y + offset)


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    text = _printable(text, font)
    if pdfmetrics.stringWidth(text, font, size) <= width:
        return [text]  # as it is: simpleSplit would eat the spaces
    return [piece for line in simpleSplit(text, font, size, width) for piece in _chopped(line, font, size, width)]


def _chopped(line: str, font: str, size: float, width: float) -> Iterator[str]:
    start = 0
    while pdfmetrics.stringWidth(line[start : start + LONGEST_LINE], font, size) > width:
        piece = line[start : start + LONGEST_LINE]
        end = bisect_right(range(2, LONGEST_LINE + 1), width, key=lambda n: pdfmetrics.stringWidth(piece[:n], font, size)) + 1
        yield piece[:end]
        start += end
    yield line[start:]


def _printable(text: str, font: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(LOOKALIKES)
    return "".join(each if _has(font, each) else _plainer(font, each) for each in text)


@lru_cache(maxsize=4096)
def _plainer(font: str, character: str) -> str:
    # The letter without its accent, a mark that combines with nothing left out, « ? » for what the font cannot say.
    if unicodedata.combining(character):
        return ""
    base = unicodedata.normalize("NFKD", character)[0]
    return base if _has(font, base) else "?"


@lru_cache(maxsize=4096)
def _has(font: str, character: str) -> bool:
    if font != FIXED:
        return ord(character) in pdfmetrics.getFont(font).face.charToGlyph
    return character.encode("cp1252", "ignore") != b""
