"""Which language a request is answered in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.web.request import Request

COOKIE = "ceres_language"


def negotiate(request: Request) -> str:
    """Return the language chosen by link, else the account's, else the browser's, else the site's."""
    languages = request.languages
    for choice in (request.cookies.get(COOKIE, ""), _account_language(request)):
        if choice in languages:
            return choice
    default = request.registry["ceres.site"].settings.site.language
    # Whoever reads Portuguese of any country is better served by that of Brazil than by French.
    tags = {code.partition("-")[0]: code for code in reversed(tuple(languages))} | {code: code for code in languages}
    return tags[str(request.accept_language.lookup(tuple(tags), default=default))]


def _account_language(request: Request) -> str:
    return request.identity.language if request.identity else ""
