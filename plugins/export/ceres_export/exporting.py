"""What is made of a selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ceres.api import Documents
from ceres_export.archive.archive import Archive
from ceres_export.configuration import ExportSettings, export_settings
from ceres_export.contents import Contents
from ceres_export.printing import Sheets, merged

if TYPE_CHECKING:
    from ceres.api import Request, SelectedItem

ZIP, PRINT = "export.zip", "export.print"  # what the journal says of it


class NothingToExport(LookupError):
    """None of what was asked for is the account's."""


class Export:
    """Makes archives and printouts for one account; which documents it may have is the portal's decision."""

    def __init__(self, documents: Documents, settings: ExportSettings, request: Request) -> None:
        self._documents = documents
        self._settings = settings
        self._request = request

    @classmethod
    def for_request(cls, request: Request) -> Export:
        """Return the exports of the signed-in account."""
        return cls(Documents.for_request(request), export_settings(request.settings), request)

    def archive(self, report_ids: Sequence[str]) -> Archive:
        """Return the reports in one archive.

        Raises:
            NothingToExport: none of them is the account's.
            SelectionTooLarge: they are more than the site allows.
        """
        settings = self._settings
        items = _some(self._documents.select(report_ids, ZIP, settings.archive_limits, former=settings.former_versions))
        return Archive(Contents(self._request, settings).entries(items))

    def sheets(self, report_ids: Sequence[str]) -> Sheets:
        """Return the reports as one PDF; raises like `archive`."""
        items = _some(self._documents.select(report_ids, PRINT, self._settings.print_limits))
        return merged(self._request, items, self._documents.withdraw)


def _some(items: Sequence[SelectedItem]) -> Sequence[SelectedItem]:
    if not items:
        raise NothingToExport
    return items
