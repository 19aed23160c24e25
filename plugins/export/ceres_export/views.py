"""Answers the buttons above a list: an archive, or one document to print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound, HTTPRequestEntityTooLarge

from ceres.api import SelectionTooLarge, file_response, nothing_ticked, ticked_reports
from ceres_export.configuration import export_settings
from ceres_export.exporting import Export, NothingToExport
from ceres_export.names import safe_name

if TYPE_CHECKING:
    from pyramid.response import Response

    from ceres.api import Limits, Request


def archive(request: Request) -> Response:
    """Send the ticked reports in an archive named after the login."""
    ticked = ticked_reports(request)
    if not ticked:
        return nothing_ticked(request)
    with _refusals(request, export_settings(request.settings).archive_limits):
        made = Export.for_request(request).archive(ticked)
    return file_response(request, made, made.size, f"{_login(request)}.zip", content_type="application/zip")


def printing(request: Request) -> Response:
    """Send the ticked reports as one document, for the browser to show and print."""
    ticked = ticked_reports(request)
    if not ticked:
        return nothing_ticked(request)
    with _refusals(request, export_settings(request.settings).print_limits):
        made = Export.for_request(request).sheets(ticked)
    name = request.translate("comptes-rendus")
    return file_response(request, made.content, made.size, f"{name}.pdf", content_type="application/pdf", inline=True)


def _login(request: Request) -> str:
    return safe_name(request.identity.login if request.identity else "")


@contextmanager
def _refusals(request: Request, limits: Limits) -> Iterator[None]:
    try:
        yield
    except NothingToExport:
        raise HTTPNotFound from None
    except SelectionTooLarge:
        raise HTTPRequestEntityTooLarge(
            request.translate(
                "La sélection dépasse ${documents} comptes rendus ou ${size} Mio. Recommencez en plusieurs fois.",
                documents=str(limits.documents),
                size=str(limits.size // 2**20 or 1),
            )
        ) from None
