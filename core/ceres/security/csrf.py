"""CSRF tokens bound to a cookie: the session's once signed in, the visitor's before."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import RequestLocalCache
from zope.interface import implementer

from ceres.security.cookies import SESSION, VISIT, new_token, read_cookie, set_cookie

if TYPE_CHECKING:
    from pyramid.response import Response

    from ceres.web.request import Request

PURPOSE = b"ceres csrf token"


@implementer(ICSRFStoragePolicy)
class CookieBoundTokens:
    """Token = HMAC of a fixed text under the cookie's 256 random bits: nothing to store, nothing to configure.

    The token stands in pages, the cookie never does; a token from before log-in is worth nothing after it.
    """

    def __init__(self) -> None:
        self._visits: RequestLocalCache[str] = RequestLocalCache(_visit)

    def new_csrf_token(self, request: Request) -> str:
        """Return the token: it changes with its cookie only."""
        return self.get_csrf_token(request)

    def get_csrf_token(self, request: Request) -> str:
        """Return the token of this browser; a visitor without a cookie is given one."""
        signed_in = request.identity is not None
        key = read_cookie(request, SESSION) if signed_in else self._visits.get_or_create(request)
        return hmac.new(key.encode(), PURPOSE, hashlib.sha256).hexdigest()

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Tell whether the token is this browser's."""
        supplied = str(supplied_token).encode("utf-8", "surrogatepass")  # a forged form may send a file there
        return hmac.compare_digest(self.get_csrf_token(request).encode(), supplied)


def _visit(request: Request) -> str:
    found = read_cookie(request, VISIT)
    if found:
        return found
    token = new_token()

    def give(request: Request, response: Response) -> None:
        set_cookie(request, response, VISIT, token)

    request.add_response_callback(give)
    return token
