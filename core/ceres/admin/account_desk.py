"""What an administrator does with accounts, in the transaction and the trail of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.accounts.mandates import Mandates
from ceres.accounts.services import Accounts
from ceres.admin.account_changes import AccountChanges
from ceres.admin.account_sessions import AccountSessions
from ceres.mail.mailer import Mailer
from ceres.recovery.invitations import Invitations
from ceres.reports.identity import signed_in

if TYPE_CHECKING:
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """The services, working together."""

    accounts: Accounts
    mandates: Mandates
    invitations: Invitations
    changes: AccountChanges
    sessions: AccountSessions

    @classmethod
    def for_request(cls, request: Request) -> AccountDesk:
        """Return the desk of this request."""
        db, record, now = request.db, request.trail.record, request.now
        accounts, invitations = Accounts.for_request(request), Invitations.for_request(request)
        return cls(
            accounts,
            Mandates(db, record, now),
            invitations,
            AccountChanges(db, accounts, Mailer.for_request(request), invitations, request.hooks),
            AccountSessions(db, request.settings.sessions, record, now, signed_in(request).session_id),
        )
