"""Files sent to browsers: named for all of them, sent by the server's own loop while no thread waits."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import quote

from pyramid.response import FileIter, Response

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable

    from ceres.web.request import Request

BLOCK = 256 * 1024  # bytes
# A file may hold scripts and forms: the sandbox takes the site's origin away from them.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_response(
    request: Request, content: BinaryIO | io.RawIOBase, size: int, file_name: str, *, content_type: str, inline: bool = False
) -> Response:
    """Return the answer that sends ``size`` bytes of ``content`` (readable and seekable, without ``fileno``) and closes it."""
    response = Response(content_type=content_type, charset=None)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = content_disposition(file_name, "inline" if inline else "attachment")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.app_iter = blocks(request, content)
    response.content_length = size
    return response


def content_disposition(file_name: str, kind: str = "inline") -> str:
    """Return a disposition with the name for all browsers, old and new (RFC 6266)."""
    ascii_name = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    quoted = "".join(character for character in ascii_name if character.isprintable() and character not in '"\\%')
    return f"{kind}; filename=\"{quoted}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def blocks(request: Request, content: BinaryIO | io.RawIOBase) -> Iterable[bytes]:
    """Return the bytes of ``content`` as the body of a response."""
    # The server's own wrapper lets it send while no thread waits (waitress), or without copying.
    wrap = request.environ.get("wsgi.file_wrapper", FileIter)
    return cast("Iterable[bytes]", wrap(content, BLOCK))
