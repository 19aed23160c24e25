"""Which language a request is answered in, and the link that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.i18n import LANGUAGES

if TYPE_CHECKING:
    from ceres.web.request import Request

COOKIE = "ceres_language"
COOKIE_LIFE = 365 * 24 * 3600  # seconds


def negotiate(request: Request) -> str:
    """Return the language chosen by link, else the account's, else the browser's, else the site's."""
    for choice in (request.cookies.get(COOKIE, ""), _account_language(request)):
        if choice in LANGUAGES:
            return choice
    default = request.registry["ceres.site"].settings.site.language
    return str(request.accept_language.lookup(tuple(LANGUAGES), default=default))


def choose_language(request: Request) -> Any:
    """Remember the language in a cookie of this browser and show the same page again."""
    code = request.matchdict["code"]
    if code not in LANGUAGES:
        raise HTTPNotFound
    response = HTTPSeeOther(location=_page_before(request))
    response.set_cookie(COOKIE, code, max_age=COOKIE_LIFE, secure=request.scheme == "https", httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _account_language(request: Request) -> str:
    return request.identity.language if request.identity else ""


def _page_before(request: Request) -> str:
    """Return the path of the page the link was on; the home page when it is unknown or somebody else's."""
    home = request.route_path("home")
    try:
        page = urlsplit(request.referer or "")
    except ValueError:
        return home
    if f"{page.scheme}://{page.netloc}" != request.host_url or not _is_a_page_here(page.path, request):
        return home
    return f"{page.path}?{page.query}" if page.query else page.path


def _is_a_page_here(path: str, request: Request) -> bool:
    # « //other.example » and « /\other.example » are other sites to a browser.
    itself = request.route_path("language", code="")
    return path.startswith("/") and not path.startswith(("//", "/\\", itself))
