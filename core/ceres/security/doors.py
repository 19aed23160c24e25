"""Where those who may not pass are led: visitors to the log-in page, others to the error page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther

from ceres.plugins.contributions import ADMIN_ROUTE
from ceres.security.policy import NOT_GRANTED
from ceres.web.errors import error_response

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.response import Response

    from ceres.web.request import Request

LONGEST_RETURN = 500  # characters of an address to come back to


class AnonymousPredicate:
    """View predicate ``anonymous``: whether nobody is signed in."""

    def __init__(self, wanted: bool, config: Configurator) -> None:
        self._wanted = wanted

    def text(self) -> str:
        """Name the predicate in Pyramid's messages."""
        return f"anonymous = {self._wanted}"

    phash = text

    def __call__(self, context: object, request: Request) -> bool:
        """Answer for one request."""
        return (request.identity is None) is self._wanted


class ConcealedPredicate:
    """View predicate ``concealed``: whether somebody knocks at the administration without having any part in it."""

    def __init__(self, wanted: bool, config: Configurator) -> None:
        self._wanted = wanted

    def text(self) -> str:
        """Name the predicate in Pyramid's messages."""
        return f"concealed = {self._wanted}"

    phash = text

    def __call__(self, context: object, request: Request) -> bool:
        """Answer for one refusal; a plugin that refuses somebody who has a part in it says why."""
        route = getattr(request.matched_route, "name", "")
        reason = getattr(getattr(context, "result", None), "reason", "")
        return (bool(ADMIN_ROUTE.match(route)) and reason == NOT_GRANTED) is self._wanted


def ask_to_sign_in(error: HTTPForbidden, request: Request) -> HTTPSeeOther:
    """Lead a visitor to the log-in page, and back here afterwards."""
    here = request.path_qs
    query = {} if request.path == "/" or len(here) > LONGEST_RETURN else {"next": here}
    return HTTPSeeOther(request.route_path("login", _query=query))


def conceal(error: HTTPForbidden, request: Request) -> Response:
    """Say of the administration what is said of a page that does not exist, to those who have no part in it."""
    return error_response(request, HTTPNotFound.code)


def already_signed_out(error: HTTPForbidden, request: Request) -> HTTPSeeOther:
    """Lead to the log-in page somebody who signs out of a session that is over."""
    return HTTPSeeOther(request.route_path("login"))


def includeme(config: Configurator) -> None:
    """Add the views of refusals; what they do not match gets the error page."""
    config.add_view_predicate("anonymous", AnonymousPredicate)
    config.add_view_predicate("concealed", ConcealedPredicate)
    config.add_forbidden_view(conceal, concealed=True)
    config.add_forbidden_view(ask_to_sign_in, anonymous=True, request_method="GET")
    config.add_forbidden_view(already_signed_out, anonymous=True, route_name="logout")
