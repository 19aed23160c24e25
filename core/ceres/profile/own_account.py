"""What the signed-in account may know of itself, for the panels that plugins bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ceres.profile.email_change import EmailChanges, PendingEmail
from ceres.profile.history import Access, OwnHistory
from ceres.reports.identity import signed_in
from ceres.sessions.listing import OpenSession, open_sessions

if TYPE_CHECKING:
    from ceres.web.request import Request


class OwnAccount:
    """The account of whoever is signed in: never somebody else's."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._identity = signed_in(request)

    def pending_email(self) -> PendingEmail | None:
        """Return the change of address that waits for its confirmation."""
        return EmailChanges.for_request(self._request).pending(self._identity.account_id)

    def open_sessions(self) -> Sequence[OpenSession]:
        """Return the browsers in which the account is signed in, the newest first."""
        request, who = self._request, self._identity
        return open_sessions(request.db, who.account_id, who.session_id, request.settings.sessions, request.now)

    def latest_accesses(self, number: int) -> Sequence[Access]:
        """Return what the account did last."""
        return OwnHistory.for_request(self._request, self._identity.account_id).page(number).lines
