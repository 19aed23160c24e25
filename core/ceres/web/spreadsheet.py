"""Tables for spreadsheets: what they show and never run."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO, TextIO

BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that it is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a cell run


def harmless(cell: str) -> str:
    """Return ``cell`` so that a spreadsheet shows it and runs nothing (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell


def write_spreadsheet(text: TextIO | IO[str], rows: Iterable[Iterable[str]]) -> None:
    """Write rows as French spreadsheets expect them: semicolons, every cell quoted, no formula; ``text`` is opened with newline=""."""
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
