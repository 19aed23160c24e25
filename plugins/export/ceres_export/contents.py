"""From a selection to the files of its archive; what cannot be handed over is named in it, never left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import AbsentDocument
from ceres_export.archive.entry import Entry, text_entry
from ceres_export.names import Names
from ceres_export.naming import stem
from ceres_export.reasons import REASONS
from ceres_export.summary import CHECKSUMS, SUMMARY, Named, checksums, summary

if TYPE_CHECKING:
    from ceres.api import Request, ResultRow, SelectedItem
    from ceres_export.configuration import ExportSettings

_ = TranslationStringFactory("ceres")

MISSING = _("MANQUANT")


@dataclass(frozen=True, slots=True)
class Contents:
    """Makes the entries of one archive."""

    request: Request
    settings: ExportSettings

    def entries(self, items: Sequence[SelectedItem]) -> list[Entry]:
        """Return the documents in their order, then the lists that the site wants."""
        names = Names()
        listed = names.take(self.request.translate(SUMMARY), ".csv")
        names.take(CHECKSUMS, "")
        files: list[Named] = []
        return [*(self._entry(item, names, files) for item in items), *self._lists(listed, files)]

    def _lists(self, listed: str, files: Sequence[Named]) -> Iterator[Entry]:
        now = self._wall(self.request.now)
        if self.settings.summary:
            yield text_entry(listed, summary(self.request, files), now)
        if self.settings.checksums:
            yield text_entry(CHECKSUMS, checksums(files), now)

    def _entry(self, item: SelectedItem, names: Names, files: list[Named]) -> Entry:
        called = stem(self.settings.file_name, item.report, self.request.zone)
        if isinstance(item, AbsentDocument):
            name = names.take(f"{self.request.translate(MISSING)}_{called}", ".txt", _mark(item.report, item.number))
            text = f"\ufeff{self.request.translate(REASONS[item.reason])}\r\n"
            return text_entry(name, text.encode(), self._wall(self.request.now))
        version = item.version
        name = names.take(called, ".pdf", _mark(item.report, version.number))
        files.append(Named(name, item))
        return Entry(name, version.size, version.crc32, self._wall(version.issued_at), item.open)

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self.request.zone)


def _mark(row: ResultRow, number: int) -> str:
    return "" if number in (0, row.current_version) else f"_v{number}"
