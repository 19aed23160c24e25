"""HTTP of one document: type, name, conditional and partial answers, headers that keep it in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.response import Response

from ceres.reports.window import Window
from ceres.web.downloads import blocks, content_disposition

if TYPE_CHECKING:
    from ceres.reports.desk import OpenDocument
    from ceres.reports.reading import DocumentVersion
    from ceres.web.request import Request

# A PDF may hold scripts and forms: the sandbox takes the site's origin away from them. Only our own page frames it.
SECURITY_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"


def document_response(request: Request, document: OpenDocument) -> Response:
    """Return the answer that sends ``document`` from its store, byte for byte, and closes it."""
    response = _headers(document)
    if response.etag in request.if_none_match:
        document.content.close()
        response.status_int = 304
        del response.content_type, response.content_length
        return response
    start, stop = _wanted(request, response, document.version.size)
    response.app_iter = blocks(request, Window(document.content, start, stop))
    response.content_length = stop - start
    return response


def continues(request: Request, version: DocumentVersion) -> bool:
    """Tell whether the answer to ``request`` would be a later part of ``version``, which a reader asks for once it has begun."""
    answer = Response()
    answer.etag = version.sha256
    if answer.etag in request.if_none_match:
        return False
    start, stop = _wanted(request, answer, version.size)
    return bool(answer.status_int == 206 and start < stop and start > 0)


def _headers(document: OpenDocument) -> Response:
    response = Response(content_type="application/pdf", charset=None)
    response.etag = document.version.sha256
    response.accept_ranges = "bytes"
    response.headers.update(
        {
            "Cache-Control": "no-store",
            "Content-Disposition": content_disposition(document.version.file_name),
            "Content-Security-Policy": SECURITY_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
        }
    )
    return response


def _wanted(request: Request, response: Response, size: int) -> tuple[int, int]:
    """Return the bytes to send, and say so in the response."""
    several = "," in request.headers.get("Range", "")  # WebOb would read the first and forget the others
    if request.range is None or several or response not in request.if_range:
        return 0, size
    asked = request.range.content_range(size)
    if asked is None or asked.start is None or asked.stop is None:
        response.status_int = 416
        response.content_range = (None, None, size)
        return 0, 0
    response.status_int = 206
    response.content_range = asked
    return asked.start, asked.stop
