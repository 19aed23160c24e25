"""Everything the portal keeps about one account, for its owner (GDPR, article 20); no patient data."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ceres.accounts.mandates import Mandates
from ceres.accounts.models import Account, EmailChange
from ceres.audit.entry import AuditEntry
from ceres.audit.journal import Journal, JournalFilter
from ceres.audit.lines import JournalLine
from ceres.sessions.models import LoginSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request

SESSION = ("public_id", "created_at", "last_seen_at", "ended_at", "end_reason", "ip", "user_agent")
OWN = ("login", "name", "organisation", "email", "language", "created_at", "password_changed_at", "last_login_at", "last_login_ip")


class AccountExport:
    """The data of one account, as JSON writes it."""

    def __init__(self, db: Session, record: Record, now: datetime) -> None:
        self._db = db
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> AccountExport:
        """Return the export of this request."""
        return cls(request.db, request.trail.record, request.now)

    def of(self, account_id: int) -> dict[str, Any]:
        """Return the data of an account, and trace that they were taken."""
        account = self._db.get_one(Account, account_id)
        self._record(AuditEntry("account.export", object_type="account", object_id=account.login))
        return {
            "exported_at": _written(self._now),
            "account": {name: _written(getattr(account, name)) for name in OWN} | {"roles": sorted(each.role for each in account.roles)},
            "pending_email": self._db.scalar(select(EmailChange.email).where(EmailChange.account_id == account_id)),
            "mandates": [_plain(asdict(line)) for line in Mandates(self._db, self._record, self._now).lines(account)],
            "sessions": self._sessions(account_id),
            "accesses": [_access(line) for line in Journal(self._db).newest_first(JournalFilter(account_id=account_id))],
        }

    def _sessions(self, account_id: int) -> list[dict[str, Any]]:
        found = self._db.scalars(select(LoginSession).where(LoginSession.account_id == account_id).order_by(LoginSession.id.desc()))
        return [{name: _written(getattr(each, name)) for name in SESSION} for each in found]


def _access(line: JournalLine) -> dict[str, Any]:
    left_out = ("account_id", "prescriber_id", "content_hash")  # what means something inside the database only
    return {name: _written(getattr(line, name)) for name in JournalLine.__slots__ if name not in left_out}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    period = values.pop("period")
    del values["prescriber_id"]
    return {**values, "from": _written(period["start"]), "until": _written(period["end"])}


def _written(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
