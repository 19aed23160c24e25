"""The pages of a lost password: asking for a way in, and choosing the new password."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from ceres.recovery.choosing import PasswordChoice, TicketExpired
from ceres.recovery.services import LostPasswords
from ceres.security.cookies import CHOICE, SESSION, TOKEN, read_cookie, set_cookie
from ceres.security.password_rules import PasswordRefused
from ceres.sessions.identity import session_of
from ceres.sessions.models import SessionEnd
from ceres.sessions.services import Sessions, Visitor
from ceres.sessions.throttle import Throttled
from ceres.web.typed import field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.web.request import Request


class LostPasswordView:
    """« Mot de passe oublié »."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def show(self) -> dict[str, Any]:
        """Show the form."""
        return self._page("form")

    def ask(self) -> dict[str, Any]:
        """Say the same whatever was typed."""
        request = self.request
        try:
            LostPasswords.for_request(request).ask(field(request, "login"), request.remote_addr or "")
        except Throttled as throttled:
            request.response.status_int = 429
            request.response.headers["Retry-After"] = str(throttled.seconds)
            return self._page("form", math.ceil(throttled.seconds / 60))
        return self._page("sent")

    def _page(self, step: str, retry_after_minutes: int = 0) -> dict[str, Any]:
        minutes = max(1, self.request.settings.security.reset_lifetime // 60)
        return {"step": step, "retry_after_minutes": retry_after_minutes, "minutes": minutes}


class NewPasswordView:
    """« Choisissez votre mot de passe », for whoever holds a ticket: the cookie given at log-in, or by the link."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.ticket = read_cookie(request, CHOICE)

    def show(self) -> dict[str, Any] | HTTPSeeOther:
        """Show the form; what a link brings moves from the address into a cookie first."""
        key = self.request.GET.get("key")
        return self._page({}) if key is None else self._with_cookie(key if TOKEN.fullmatch(key) else "")

    def choose(self) -> dict[str, Any] | HTTPSeeOther:
        """Set the password and go in, or show the form again."""
        request = self.request
        password = field(request, "password")
        if password != field(request, "confirmation"):
            return self._page({"confirmation": request.translate("Les deux mots de passe diffèrent.")})
        visitor = Visitor(request.remote_addr or "", request.user_agent or "")
        try:
            opened = PasswordChoice.for_request(request).choose(self.ticket, password, visitor)
        except PasswordRefused as refused:
            return self._page({"password": request.translate(refused.message)})
        except TicketExpired:
            return self._page({})
        self._leave_former_session()
        response = HTTPSeeOther(request.route_path("home"))
        set_cookie(request, response, SESSION, opened.token)
        set_cookie(request, response, CHOICE, "")
        return response

    def _with_cookie(self, ticket: str) -> HTTPSeeOther:
        response = HTTPSeeOther(self.request.route_path("password.new"))
        set_cookie(self.request, response, CHOICE, ticket)
        return response

    def _leave_former_session(self) -> None:
        former = session_of(self.request)
        if former is not None and former.ended is None:
            Sessions(self.request.db, self.request.now).end(former.identity.session_id, SessionEnd.LOGOUT)

    def _page(self, errors: Mapping[str, str]) -> dict[str, Any]:
        try:
            choice = PasswordChoice.for_request(self.request).behind(self.ticket)
        except TicketExpired:
            return {"login": "", "errors": {}}
        return {"login": choice.login, "kind": choice.kind, "errors": errors}
