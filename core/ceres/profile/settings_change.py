"""Small changes that somebody makes to the own account: its language, its open sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.models import Account
from ceres.audit.entry import AuditEntry
from ceres.sessions.models import SessionEnd
from ceres.sessions.services import Sessions

if TYPE_CHECKING:
    from ceres.audit.log import Record
    from ceres.security.identity import Identity
    from ceres.web.request import Request


class OwnSessions:
    """Ends sessions of one account, never of another."""

    def __init__(self, sessions: Sessions, who: Identity, record: Record) -> None:
        self._sessions = sessions
        self._who = who
        self._record = record

    @classmethod
    def for_request(cls, request: Request, who: Identity) -> OwnSessions:
        """Return those of the account that a request comes from."""
        return cls(Sessions(request.db, request.now), who, request.trail.record)

    def end_one(self, public_id: str) -> None:
        """End the session of this identifier, if it is open and the account's."""
        if self._sessions.end_one(self._who.account_id, public_id):
            self._record(AuditEntry("session.closed", object_type="session", object_id=public_id))

    def end_others(self) -> None:
        """End all but the one that asks."""
        self._trace(self._sessions.end_others(self._who.account_id, self._who.session_id))

    def end_all(self) -> None:
        """End all of them: log out everywhere."""
        self._trace(self._sessions.end_all(self._who.account_id, SessionEnd.LOGOUT))

    def _trace(self, ended: int) -> None:
        self._record(AuditEntry("session.closed", object_type="account", object_id=self._who.login, detail={"sessions": ended}))


def choose_language(request: Request, who: Identity, code: str) -> None:
    """Keep the language of an account; empty is the browser's."""
    request.db.get_one(Account, who.account_id).language = code
    request.trail.record(AuditEntry("account.language", object_type="account", object_id=who.login, detail={"language": code}))
