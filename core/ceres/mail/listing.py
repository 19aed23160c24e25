"""The outbox as the administrator sees it, and second chances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import defer

from ceres.audit.entry import AuditEntry
from ceres.mail.models import FLEETING, MailMessage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record


class MailState(StrEnum):
    """How far a message is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MailLine:
    """One message; what it says is nobody's business."""

    id: int
    state: MailState
    kind: str
    recipient: str
    subject: str
    message_id: str
    created_at: datetime
    not_before: datetime
    attempts: int
    last_error: str
    sent_at: datetime | None
    given_up_at: datetime | None
    repeatable: bool  # whether it can be tried again: a temporary password that was given up is not kept


class OutboxDesk:
    """Looks at the outbox, in the transaction of ``db``."""

    def __init__(self, db: Session, record: Record, now: datetime) -> None:
        self._db = db
        self._record = record
        self._now = now

    def lines(self, *states: MailState) -> Sequence[MailLine]:
        """Return the messages in one of ``states`` (all without any), oldest first."""
        unread = defer(MailMessage.text), defer(MailMessage.html)
        wanted = select(MailMessage).options(*unread).order_by(MailMessage.id)
        if states and MailState.SENT not in states:
            wanted = wanted.where(MailMessage.sent_at.is_(None))
        found = (self._line(row) for row in self._db.scalars(wanted))
        return [line for line in found if not states or line.state in states]

    def retry(self, message_id: int) -> bool:
        """Try a message that has not left again at once; False when there is none of that number, or it cannot be repeated."""
        return self._retry(MailMessage.id == message_id) == 1

    def retry_all(self) -> int:
        """Try every message that was given up and can be repeated again; return how many."""
        return self._retry(MailMessage.given_up_at.is_not(None))

    def _retry(self, which: ColumnElement[bool]) -> int:
        kept = or_(MailMessage.given_up_at.is_(None), MailMessage.kind.not_in(FLEETING))
        again = (
            update(MailMessage).where(which, kept, MailMessage.sent_at.is_(None)).values(given_up_at=None, not_before=self._now, attempts=0)
        )
        ids = self._db.scalars(again.returning(MailMessage.id), execution_options={"synchronize_session": False}).all()
        for each in ids:
            self._record(AuditEntry("mail.retry", object_type="mail", object_id=str(each)))
        return len(ids)

    def _line(self, row: MailMessage) -> MailLine:
        return MailLine(
            id=row.id,
            state=self._state(row),
            kind=row.kind,
            recipient=row.recipient,
            subject=row.subject,
            message_id=row.message_id,
            created_at=row.created_at,
            not_before=row.not_before,
            attempts=row.attempts,
            last_error=row.last_error,
            sent_at=row.sent_at,
            given_up_at=row.given_up_at,
            repeatable=row.sent_at is None and (row.given_up_at is None or row.kind not in FLEETING),
        )

    def _state(self, row: MailMessage) -> MailState:
        if row.sent_at:
            return MailState.SENT
        if row.given_up_at:
            return MailState.FAILED
        claimed = row.claimed_until is not None and row.claimed_until > self._now
        return MailState.SENDING if claimed else MailState.QUEUED
