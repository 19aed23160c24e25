"""The page of one report, and its documents."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ceres.reports.desk import ReadingDesk
from ceres.reports.sending import continues, document_response
from ceres.reports.tabs import shown_tabs
from ceres.reports.views.refusals import refusals

if TYPE_CHECKING:
    from pyramid.response import Response

    from ceres.web.request import Request


def report(request: Request) -> dict[str, Any]:
    """Show the report's page."""
    with refusals():
        found = ReadingDesk.for_request(request).open_report(request.matchdict["id"], mark=shows(request))
    return {"report": found, "tabs": shown_tabs(request), "current_tab": ""}


def current_document(request: Request) -> Response:
    """Send the document in force."""
    return _document(request, None)


def version_document(request: Request) -> Response:
    """Send the document of one version."""
    return _document(request, int(request.matchdict["number"]))


def _document(request: Request, number: int | None) -> Response:
    with refusals():
        desk = ReadingDesk.for_request(request)
        document = desk.open_document(request.matchdict["id"], number, mark=shows(request), continues=partial(continues, request))
    return document_response(request, document)


def shows(request: Request) -> bool:
    """Tell whether the answer shows something: HEAD does not."""
    return bool(request.method != "HEAD")
