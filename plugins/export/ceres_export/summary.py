"""Two lists that may go into an archive: what it holds for a spreadsheet, and its check sums for a machine."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from translationstring import TranslationStringFactory

from ceres.api import write_spreadsheet

if TYPE_CHECKING:
    from ceres.api import Request, SelectedDocument

_ = TranslationStringFactory("ceres")

SUMMARY, CHECKSUMS = _("sommaire"), "SHA256SUMS"
TITLES = (  # around the labels that the site chooses
    (_("Fichier"), _("Nom du patient"), _("Né(e) le")),
    (_("Votre référence"), _("Type")),
    (_("Édition"), _("Version"), _("SHA-256")),
)


class Named(NamedTuple):
    """A document and the name of its file."""

    name: str
    document: SelectedDocument


def summary(request: Request, files: Sequence[Named]) -> bytes:
    """Return the list for a spreadsheet."""
    text = StringIO(newline="")
    write_spreadsheet(text, [_titles(request), *(_cells(request, each) for each in files)])
    return text.getvalue().encode()


def checksums(files: Sequence[Named]) -> bytes:
    """Return the check sums as ``sha256sum --check`` reads them."""
    return "".join(f"{each.document.version.sha256}  {each.name}\n" for each in files).encode()


def _titles(request: Request) -> list[str]:
    before, between, after = ([request.translate(title) for title in titles] for titles in TITLES)
    return [*before, request.brand.nip_label, *between, request.brand.number_label, *after]


def _cells(request: Request, file: Named) -> list[str]:
    row, version = file.document.report, file.document.version
    issued = version.issued_at.astimezone(request.zone).strftime("%Y-%m-%d %H:%M")
    patient = [request.write_name(row), row.birth_date, row.nip]
    return [file.name, *patient, row.reference, row.section, row.order_number, issued, str(version.number), version.sha256]
