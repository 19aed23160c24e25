"""Which language a request is answered in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.i18n import LANGUAGES

if TYPE_CHECKING:
    from ceres.web.request import Request

COOKIE = "ceres_language"


def negotiate(request: Request) -> str:
    """Return the language chosen by link, else the account's, else the browser's, else the site's."""
    for choice in (request.cookies.get(COOKIE, ""), _account_language(request)):
        if choice in LANGUAGES:
            return choice
    default = request.registry["ceres.site"].settings.site.language
    return str(request.accept_language.lookup(tuple(LANGUAGES), default=default))


def _account_language(request: Request) -> str:
    return request.identity.language if request.identity else ""
