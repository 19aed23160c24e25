"""Changes the password of somebody who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.services import Accounts
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import password_changed

if TYPE_CHECKING:
    from ceres.security.identity import Identity
    from ceres.web.request import Request


class PasswordChange:
    """The change, in one transaction; the current password was checked before."""

    def __init__(self, accounts: Accounts, mailer: Mailer) -> None:
        self._accounts = accounts
        self._mailer = mailer

    @classmethod
    def for_request(cls, request: Request) -> PasswordChange:
        """Return the change of this request."""
        return cls(Accounts.for_request(request), Mailer.for_request(request))

    def change(self, who: Identity, password: str) -> None:
        """Set the password, end the other sessions and tell the owner; raises PasswordRefused."""
        self._mailer.queue(password_changed(self._accounts.set_password(who.login, password, kept_session=who.session_id)))
