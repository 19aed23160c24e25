"""Exception views: every error becomes a quiet page, also for visitors, also when the database is away."""

from __future__ import annotations

import logging
from dataclasses import replace
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, URLDecodeError
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPServiceUnavailable
from pyramid.renderers import render
from pyramid.response import Response
from sqlalchemy.exc import InterfaceError, OperationalError

from ceres.storage import StorageError
from ceres.web.error_pages import EXPIRED_FORM, ErrorPage, page_for

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.web.request import Request

log = logging.getLogger(__name__)

SPEAKING = frozenset({410, 413, 429, 503})  # statuses that only the portal raises
RETRY_AFTER = 30  # seconds
TEMPLATE = ".jinja2:"  # how the place of a template ends, before its line
KEPT_HEADERS = ("Retry-After", "Allow", "WWW-Authenticate", "Set-Cookie")
BARE = (
    '<!doctype html>\n<html lang="fr">\n<head><meta charset="utf-8"><title>CÉRÈS</title></head>\n'
    "<body>\n<h1>{}</h1>\n<p>{}</p>\n<p>{}</p>\n</body>\n</html>\n"
)


def error_response(request: Request, status: int, page: ErrorPage | None = None, message: str = "") -> Response:
    """Return the page of an error, for views and tweens that refuse without raising; ``message`` is already translated."""
    shown = page or page_for(request, status)
    if message:
        shown = replace(shown, message=message)
    response = Response(status=status, content_type="text/html", charset="utf-8")
    response.text = _page_text(request, status, shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def http_error(error: Any, request: Request) -> Any:
    """Show a page for what a view or the router refused; let raised redirects pass."""
    if error.code < 400:
        return error
    if error.code >= 500:
        _note(request, error)
    response = error_response(request, error.code, message=own_words(error))
    for name in KEPT_HEADERS:
        for value in error.headers.getall(name):
            response.headers.add(name, value)
    return response


def own_words(error: Any) -> str:
    """Return what the view or the plugin that refused tells the person; the framework's own words are not for people."""
    if isinstance(error, HTTPForbidden):
        return getattr(error.result, "message", "")
    return error.detail or "" if error.code in SPEAKING else ""


def bad_form(error: Exception, request: Request) -> Response:
    """Answer a form without its token."""
    return error_response(request, 400, EXPIRED_FORM)


def bad_text(error: Exception, request: Request) -> Response:
    """Answer an address or a form that is not UTF-8."""
    return error_response(request, 400)


def unavailable(error: Exception, request: Request) -> Response:
    """Answer while the database or the documents are away."""
    _note(request, error)
    response = error_response(request, HTTPServiceUnavailable.code)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def failure(error: Exception, request: Request) -> Response:
    """Answer for a fault of ours."""
    _note(request, error)
    return error_response(request, 500)


def _page_text(request: Request, status: int, page: ErrorPage) -> str:
    try:
        _settle(request)
        texts = {
            name: request.translate(text) if text else ""
            for name in ("title", "message", "advice")
            if (text := getattr(page, name)) is not None
        }
        values = {"status": status, "icon_name": page.icon, "request_id": request.id, **texts}
        return str(render("ceres/error.jinja2", values, request=request))
    except Exception as error:  # the page of an error must always come
        _note(request, error)
        return BARE.format(page.title, page.message, request.id)


def _settle(request: Request) -> None:
    # Whoever is signed in is unknown while the database is away: asked again, the policy says nobody.
    try:
        request.identity  # noqa: B018
    except Exception as error:
        _note(request, error)


def _note(request: Request, error: BaseException) -> None:
    # Types and places only: the text of an exception may quote a patient (a driver quotes the row it refuses).
    route = getattr(request.matched_route, "name", "-")
    log.error("request %s, route %s: %s", request.id, route, "; caused by ".join(_described(error)))


def _described(error: BaseException | None) -> list[str]:
    described = []
    while error is not None:
        places = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in walk_tb(error.__traceback__)]
        # Ours, the templates, and the last one: the framework's are the same for every request.
        told = [place for place in places[:-1] if place.startswith("ceres") or TEMPLATE in place] + places[-1:]
        described.append(f"{type(error).__module__}.{type(error).__qualname__} at {' > '.join(told)}")
        error = error.__cause__
    return described


VIEWS = (
    (HTTPException, http_error),
    (BadCSRFToken, bad_form),
    (BadCSRFOrigin, bad_form),
    (URLDecodeError, bad_text),
    (UnicodeDecodeError, bad_text),
    (OperationalError, unavailable),
    (InterfaceError, unavailable),
    (StorageError, unavailable),
    (Exception, failure),
)


def includeme(config: Configurator) -> None:
    """Register the views of exceptions; Pyramid opens them to all and asks them for no token."""
    for error, view in VIEWS:
        config.add_exception_view(view, context=error)
