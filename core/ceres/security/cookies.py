"""The cookies of the portal: the session's, the visitor's before log-in, and that of whoever may choose a password."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.response import Response

    from ceres.web.request import Request

SESSION = "ceres"
VISIT = "ceres-visit"
CHOICE = "ceres-choice"
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def read_cookie(request: Request, name: str) -> str:
    """Return the token in the cookie ``name``; empty when there is none, or something we never gave."""
    value = request.cookies.get(_full_name(request, name), "")
    return value if TOKEN.fullmatch(value) else ""


def set_cookie(request: Request, response: Response, name: str, token: str) -> None:
    """Give the browser a token until it is closed; an empty one takes the cookie back.

    Over HTTPS the name begins with ``__Host-``: no other host of the domain can set it. A cookie of
    that name is only taken back by one with the same attributes, which WebOb's ``delete_cookie`` lacks.
    """
    response.set_cookie(
        _full_name(request, name),
        token,
        max_age=None if token else 0,
        path="/",
        secure=request.scheme == "https",
        httponly=True,
        samesite="Lax",
    )


def _full_name(request: Request, name: str) -> str:
    return f"__Host-{name}" if request.scheme == "https" else name
