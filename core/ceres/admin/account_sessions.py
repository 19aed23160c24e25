"""The open sessions of an account, as the administration sees and ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.refusals import UnknownSession
from ceres.audit.entry import AuditEntry
from ceres.sessions.listing import OpenSession, open_sessions
from ceres.sessions.services import Sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account
    from ceres.audit.log import Record
    from ceres.config.settings import SessionSettings

NOBODY = 0  # no session has this number


class AccountSessions:
    """In the transaction of ``db``; every process sees at once what is ended here."""

    def __init__(self, db: Session, limits: SessionSettings, record: Record, now: datetime, own: int = NOBODY) -> None:
        """Look at the sessions; ``own`` is the number of the one in which somebody looks."""
        self._db = db
        self._limits = limits
        self._record = record
        self._now = now
        self._own = own

    def of(self, account: Account) -> Sequence[OpenSession]:
        """Return those in which the account can go on, the newest first."""
        return open_sessions(self._db, account.id, self._own, self._limits, self._now)

    def end_one(self, account: Account, public_id: str) -> None:
        """End one of them; raises UnknownSession."""
        if not Sessions(self._db, self._now).end_one(account.id, public_id):
            raise UnknownSession
        self._record(AuditEntry("session.closed", object_type="session", object_id=public_id, detail={"account": account.login}))

    def end_all(self, account: Account) -> int:
        """End all of them, and return how many there were."""
        ended = Sessions(self._db, self._now).end_all(account.id)
        self._record(AuditEntry("session.closed", object_type="account", object_id=account.login, detail={"sessions": ended}))
        return ended
