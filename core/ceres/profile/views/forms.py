"""What the forms of the page are sent to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from ceres.i18n.negotiation import COOKIE
from ceres.profile.email_change import AddressRefused, EmailChanges, check_address
from ceres.profile.page import ProfilePage, Refused
from ceres.profile.password_change import PasswordChange
from ceres.profile.settings_change import OwnSessions, choose_language
from ceres.recovery.services import LostPasswords
from ceres.reports.identity import signed_in
from ceres.security.password_rules import PasswordRefused
from ceres.sessions.checking import PasswordCheck, WrongPassword
from ceres.sessions.throttle import Throttled
from ceres.web.typed import field

if TYPE_CHECKING:
    from ceres.web.request import Request


class ProfileForms:
    """One method a form; each leads back to the page, or shows it with what is wrong."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.who = signed_in(request)

    def email(self) -> dict[str, Any] | HTTPSeeOther:
        """Ask for another address; the current password is checked first."""
        new = field(self.request, "email").strip()
        try:
            check_address(new)
            self._check_password()
            EmailChanges.for_request(self.request).ask(self.who.account_id, new)
        except AddressRefused as refused:
            return self._refuse("email", {"email": self.request.translate(str(refused))}, {"email": new})
        except (WrongPassword, Throttled) as refused:
            return self._refuse("email", self._password_error(refused), {"email": new})
        return self._done("email")

    def cancel_email(self) -> dict[str, Any] | HTTPSeeOther:
        """Drop the change that waits."""
        EmailChanges.for_request(self.request).cancel(self.who.account_id)
        return self._done("email-cancelled")

    def password(self) -> dict[str, Any] | HTTPSeeOther:
        """Set another password."""
        try:
            self._check_password()
            PasswordChange.for_request(self.request).change(self.who, field(self.request, "new_password"))
        except (WrongPassword, Throttled) as refused:
            return self._refuse("password", self._password_error(refused))
        except PasswordRefused as refused:
            return self._refuse("password", {"new_password": self.request.translate(refused.message)})
        return self._done("password")

    def reset(self) -> dict[str, Any] | HTTPSeeOther:
        """Send a temporary password, or a link, to the present address."""
        try:
            LostPasswords.for_request(self.request).ask(self.who.login, self.request.remote_addr or "")
        except Throttled as throttled:
            return self._refuse("password", {"reset": self._suspended(throttled)})
        return self._done("reset")

    def language(self) -> dict[str, Any] | HTTPSeeOther:
        """Choose the language of the pages and of the letters; nothing chosen is the browser's."""
        chosen = field(self.request, "language")
        choose_language(self.request, self.who, chosen if chosen in self.request.languages else "")
        response = self._done("language")
        response.delete_cookie(COOKIE)  # what was chosen by link in this browser gives way
        return response

    def sessions(self) -> dict[str, Any] | HTTPSeeOther:
        """End one session, all others, or all."""
        sessions = OwnSessions.for_request(self.request, self.who)
        if field(self.request, "which") == "all":
            sessions.end_all()
            return HTTPSeeOther(self.request.route_path("login"))
        if field(self.request, "which") == "others":
            sessions.end_others()
        else:
            sessions.end_one(field(self.request, "session"))
        return self._done("sessions")

    def _check_password(self) -> None:
        typed = field(self.request, "current_password")
        PasswordCheck.for_request(self.request).check(self.who.account_id, typed, self.request.remote_addr or "")

    def _password_error(self, refused: WrongPassword | Throttled) -> Mapping[str, str]:
        if isinstance(refused, Throttled):
            return {"current_password": self._suspended(refused)}
        return {"current_password": self.request.translate("Ce n’est pas votre mot de passe actuel.")}

    def _suspended(self, throttled: Throttled) -> str:
        self.request.response.status_int = 429
        self.request.response.headers["Retry-After"] = str(throttled.seconds)
        minutes = math.ceil(throttled.seconds / 60)
        return self.request.pluralize(
            "Trop de tentatives. Réessayez dans ${n} minute.", "Trop de tentatives. Réessayez dans ${n} minutes.", minutes
        )

    def _refuse(self, panel: str, errors: Mapping[str, str], given: Mapping[str, str] | None = None) -> dict[str, Any]:
        return ProfilePage(self.request).show(Refused(panel, errors, given or {}))

    def _done(self, key: str) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("profile", _query={"done": key}))
