"""HTTP of log-in and log-out."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPMethodNotAllowed, HTTPSeeOther

from ceres.audit.entry import AuditEntry
from ceres.security.cookies import CHOICE, SESSION, set_cookie
from ceres.sessions.identity import session_of
from ceres.sessions.login import ChoiceTicket, LogIn, LoginFailed
from ceres.sessions.models import SessionEnd
from ceres.sessions.remaining import time_left, time_left_unused
from ceres.sessions.returning import local_path
from ceres.sessions.services import OpenedSession, Sessions, Visitor
from ceres.sessions.throttle import Throttled
from ceres.web.typed import as_text, field

if TYPE_CHECKING:
    from ceres.web.request import Request

TIMED_OUT = (SessionEnd.IDLE, SessionEnd.ABSOLUTE)
# "cookies" is left out: the browser would forget the language too.
FORGET = '"cache", "storage"'


class LoginView:
    """The log-in page."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.next = local_path(as_text(request.params.get("next")))

    def show(self) -> dict[str, Any] | HTTPSeeOther:
        """Show the form, or go on when somebody is signed in already."""
        if self.request.identity is not None:
            return self._onwards(self.next)
        former = session_of(self.request)
        return self._page("expired" if former and former.ended in TIMED_OUT else "")

    def sign_in(self) -> dict[str, Any] | HTTPSeeOther:
        """Open a session, or show the form again."""
        request = self.request
        visitor = Visitor(request.remote_addr or "", request.user_agent or "")
        try:
            opened = LogIn.for_request(request).attempt(field(self.request, "login"), field(self.request, "password"), visitor)
        except LoginFailed:
            return self._page("failed")
        except Throttled as throttled:
            return self._suspended(throttled.seconds)
        if isinstance(opened, ChoiceTicket):
            return self._let_choose(opened)
        response = self._onwards(self._after(opened))
        set_cookie(request, response, SESSION, opened.token)
        return response

    def _let_choose(self, ticket: ChoiceTicket) -> HTTPSeeOther:
        response = HTTPSeeOther(self.request.route_path("password.new"))
        set_cookie(self.request, response, CHOICE, ticket.token)
        return response

    def _after(self, opened: OpenedSession) -> str:
        """Return where to go on: never where somebody else was, who used this browser before."""
        former = session_of(self.request)
        if former is not None and former.ended is None:
            Sessions(self.request.db, self.request.now).end(former.identity.session_id, SessionEnd.LOGOUT)
        return self.next if former is None or former.identity.account_id == opened.account_id else ""

    def _suspended(self, seconds: int) -> dict[str, Any]:
        self.request.response.status_int = 429
        self.request.response.headers["Retry-After"] = str(seconds)
        return self._page("throttled", retry_after_minutes=math.ceil(seconds / 60))

    def _page(self, error: str, retry_after_minutes: int = 0) -> dict[str, Any]:
        return {"login": field(self.request, "login"), "error": error, "retry_after_minutes": retry_after_minutes, "next": self.next}

    def _onwards(self, path: str) -> HTTPSeeOther:
        return HTTPSeeOther(path or self.request.route_path("home"))


def sign_out(request: Request) -> HTTPSeeOther:
    """End the session, in every process at once, and make the browser forget what it kept."""
    response = HTTPSeeOther(request.route_path("login"))
    if request.identity is not None:
        Sessions(request.db, request.now).end(request.identity.session_id, SessionEnd.LOGOUT)
        request.trail.record(AuditEntry("account.logout"))
    set_cookie(request, response, SESSION, "")
    response.headers["Clear-Site-Data"] = FORGET
    return response


def no_sign_out_by_link(request: Request) -> HTTPMethodNotAllowed:
    """Refuse to end a session by an address: any page elsewhere could hold it."""
    return HTTPMethodNotAllowed(headers={"Allow": "POST"})


def stay(request: Request) -> dict[str, int]:
    """Keep the session open, as any page would: it leaves no trace."""
    return asdict(time_left(request))


def look(request: Request) -> dict[str, int]:
    """Tell how long the session has still to live, without using it: a page that waits keeps nothing open."""
    return asdict(time_left_unused(request))
