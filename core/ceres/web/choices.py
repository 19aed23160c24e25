"""Links that change how this browser shows the pages: the language, and the layout for phones.

They set a cookie and nothing else, so a link may do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.i18n.negotiation import COOKIE as LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Container

    from ceres.web.request import Request

DISPLAY = "ceres_display"
MOBILE, STANDARD = "mobile", "standard"
COOKIE_LIFE = 365 * 24 * 3600  # seconds
NOT_PAGES = ("/language/", "/display/")


def choose_language(request: Request) -> HTTPSeeOther:
    """Remember the language and show the same page again."""
    return _remember(request, LANGUAGE, request.languages)


def choose_display(request: Request) -> HTTPSeeOther:
    """Remember whether pages have the phones' layout at any width, and show the same page again."""
    return _remember(request, DISPLAY, (MOBILE, STANDARD))


def is_mobile(request: Request) -> bool:
    """Tell whether the phones' layout was asked for; phones have it by themselves."""
    return bool(request.cookies.get(DISPLAY) == MOBILE)


def page_before(request: Request) -> str:
    """Return the path of the page the link or the form was on; the home page when it is unknown or somebody else's."""
    home = request.route_path("home")
    try:
        page = urlsplit(request.referer or "")
    except ValueError:
        return home
    if f"{page.scheme}://{page.netloc}" != request.host_url or not _is_a_page_here(page.path):
        return home
    return f"{page.path}?{page.query}" if page.query else page.path


def _remember(request: Request, cookie: str, choices: Container[str]) -> HTTPSeeOther:
    choice = request.matchdict["code"]
    if choice not in choices:
        raise HTTPNotFound
    response: Any = HTTPSeeOther(location=page_before(request))
    response.set_cookie(cookie, choice, max_age=COOKIE_LIFE, secure=request.scheme == "https", httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_a_page_here(path: str) -> bool:
    # « //other.example » and « /\other.example » are other sites to a browser.
    return path.startswith("/") and not path.startswith(("//", "/\\", *NOT_PAGES))
