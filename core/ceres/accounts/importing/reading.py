"""Reads a CSV file as spreadsheets write it: UTF-8 or Windows-1252; semicolons, commas or tabs; the first line names the columns.

Cells are text and nothing else: what a spreadsheet would compute is a name like another.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyramid.i18n import TranslationStringFactory

from ceres.accounts.importing.refusals import UnreadableFile
from ceres.accounts.importing.words import COLUMNS, Column, plain

_ = TranslationStringFactory("ceres")

LARGEST = 1024 * 1024  # bytes
MOST_LINES = 5000
SEPARATORS = ";,\t"
HINT = re.compile(r"sep=.?", re.IGNORECASE)  # a first line for Excel alone, of which the separator may have cut itself off
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, as it stands in it."""

    number: int  # as a spreadsheet counts: that of the titles is 1
    cells: Mapping[Column, str]  # without the spaces around
    stray: bool = False  # there are more cells than columns


def read_file(data: bytes) -> Sequence[Row]:
    """Return the lines that hold something.

    Raises:
        UnreadableFile: it is too large, no text, no table, or its columns are not known; that is the only exception.
    """
    text = _decoded(data)
    records = _records(text, _separator(text))
    first = next(records, (1, []))
    if HINT.fullmatch("".join(first[1])):
        first = next(records, (2, []))
    columns = _columns(first[1])
    rows = [_row(number, record, columns) for number, record in records if any(cell.strip() for cell in record)]
    if len(rows) > MOST_LINES:
        raise UnreadableFile(
            _("Le fichier a plus de ${n} lignes : le partager en plusieurs.", mapping={"n": f"{MOST_LINES:,}".replace(",", "\u202f")})
        )
    if not rows:
        raise UnreadableFile(_("Le fichier ne contient aucun compte : sous la ligne des titres, écrire un compte par ligne."))
    return rows


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise UnreadableFile(_("Le fichier dépasse 1 Mio : le partager en plusieurs."))
    if not data.startswith(UTF_16) and b"\0" not in data:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UnreadableFile(_("Le fichier n’est pas un CSV : dans le tableur, l’enregistrer comme « CSV UTF-8 »."))


def _separator(text: str) -> str:
    """Return the separator under which the line of the titles names most columns."""
    lines = text.split("\n", 2)
    titles = lines[1] if len(lines) > 1 and HINT.fullmatch(lines[0].strip()) else text.lstrip("\r\n").partition("\n")[0]
    return max(SEPARATORS, key=lambda each: sum(plain(cell) in COLUMNS for cell in titles.split(each)))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error:
        message = _("Les guillemets de la ligne ${line} sont mal fermés : les corriger.", mapping={"line": str(number + 1)})
        raise UnreadableFile(message) from None


def _columns(titles: Sequence[str]) -> Sequence[Column | None]:
    """Return what each column holds; None for one without title, which must stay empty."""
    found = [COLUMNS.get(plain(title)) for title in titles]
    for title, column in zip(titles, found, strict=True):
        if title.strip() and column is None:
            raise UnreadableFile(
                _("La colonne « ${title} » n’est pas connue : la renommer ou l’enlever.", mapping={"title": title.strip()[:80]})
            )
        if column is not None and found.count(column) > 1:
            raise UnreadableFile(
                _("Deux colonnes disent la même chose que « ${title} » : en garder une.", mapping={"title": title.strip()[:80]})
            )
    if Column.LOGIN not in found:
        raise UnreadableFile(_("La première ligne doit nommer les colonnes, dont « identifiant » : partir du fichier modèle."))
    return found


def _row(number: int, record: Sequence[str], columns: Sequence[Column | None]) -> Row:
    cells = {column: cell.strip() for column, cell in zip(columns, record, strict=False) if column is not None}
    untitled = [cell for place, cell in enumerate(record) if place >= len(columns) or columns[place] is None]
    return Row(number, cells, stray=any(cell.strip() for cell in untitled))
