"""A letter that an administrator sends to the own address, to see whether letters leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.models import Account
from ceres.audit.entry import AuditEntry
from ceres.mail.letters import Letter
from ceres.mail.mailer import Mailer
from ceres.reports.identity import signed_in

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request

TEST = "ceres/mail/test"


class OwnLetter:
    """Queued like any other letter: what holds it back holds back the others too, and shows in the list."""

    def __init__(self, db: Session, mailer: Mailer, record: Record, account_id: int) -> None:
        self._db = db
        self._mailer = mailer
        self._record = record
        self._account_id = account_id

    @classmethod
    def for_request(cls, request: Request) -> OwnLetter:
        """Return the letter to the signed-in account."""
        return cls(request.db, Mailer.for_request(request), request.trail.record, signed_in(request).account_id)

    def queue(self) -> str:
        """Queue the letter and return its address."""
        account = self._db.get_one(Account, self._account_id)
        self._mailer.queue(Letter(account.email, TEST, account.language, account_id=account.id))
        self._record(AuditEntry("mail.test", object_type="mail"))
        return account.email
