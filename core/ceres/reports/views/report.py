"""The page of one report, and its documents."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from ceres.reports.desk import ReadingDesk
from ceres.reports.neighbours import VERSION
from ceres.reports.page import open_page
from ceres.reports.reading import ReportNotFound
from ceres.reports.sending import continues, document_response
from ceres.reports.tabs import shown_tabs
from ceres.reports.views.refusals import refusals

if TYPE_CHECKING:
    from pyramid.response import Response

    from ceres.web.request import Request

NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


def report(request: Request) -> dict[str, Any]:
    """Show the report's page, with the version that its address names or the one in force."""
    number = request.GET.get(VERSION)
    with refusals():
        if number is not None and not NUMBER.fullmatch(number):
            raise ReportNotFound
        page = open_page(request, request.matchdict["id"], None if number is None else int(number), mark=shows(request))
    return {"page": page, "report": page.report, "tabs": shown_tabs(request), "current_tab": ""}


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
