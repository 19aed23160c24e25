"""Several PDF documents as one, to print them together; what cannot be printed is named on a first page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter

from ceres.api import Absence, AbsentDocument, SelectedDocument
from ceres_export.cover import draw_cover

if TYPE_CHECKING:
    from ceres.api import Request, SelectedItem

Withdraw = Callable[[SelectedDocument, Absence], AbsentDocument]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The document made, in memory: its size is limited by the site."""

    content: BytesIO
    size: int  # bytes


class Locked(Exception):
    """The document opens with a password only."""


def merged(request: Request, items: Sequence[SelectedItem], withdraw: Withdraw) -> Sheets:
    """Return the documents one after the other, in their order; ``withdraw`` is told of those that cannot be printed."""
    writer = PdfWriter()
    absent = [failed for item in items if (failed := _added(writer, item, withdraw)) is not None]
    if absent:
        cover = BytesIO(draw_cover(request, absent))
        writer.merge(0, PdfReader(cover), import_outline=False)
    content = BytesIO()
    writer.write(content)
    size = content.tell()
    content.seek(0)
    return Sheets(content, size)


def _added(writer: PdfWriter, item: SelectedItem, withdraw: Withdraw) -> AbsentDocument | None:
    if isinstance(item, AbsentDocument):
        return item
    before = len(writer.pages)
    try:
        _append(writer, item)
    except Locked:
        return withdraw(item, Absence.LOCKED)
    except Exception:  # a PDF can be wrong in more ways than its library has names for
        # Half a report must not be printed.
        while len(writer.pages) > before:
            writer.remove_page(len(writer.pages) - 1)
        return withdraw(item, Absence.DAMAGED)
    return None


def _append(writer: PdfWriter, document: SelectedDocument) -> None:
    with document.open() as content:
        reader = PdfReader(content)
        if reader.is_encrypted:
            raise Locked
        writer.append(reader, import_outline=False)
