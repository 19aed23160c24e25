"""Files that forms bring: none stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.web.request import Request

PARSED = "webob._parsed_post_vars"
"""Where WebOb keeps the fields of a form, once something has asked for them."""


def uploaded(request: Request, name: str) -> bytes:
    """Return the content of a file of the form; nothing when the form, maybe forged, brings none. The server bounds its size."""
    field = request.POST.get(name)
    return b"" if field is None or isinstance(field, str) else bytes(field.file.read())


def close_uploads(request: Request) -> None:
    """Close the temporary files of a form at the end of its request, not when memory happens to be tidied up."""
    fields, _ = request.environ.get(PARSED, ({}, None))
    for field in fields.values():
        if not isinstance(field, str | bytes):  # bytes: the box of a file was left empty
            field.file.close()
