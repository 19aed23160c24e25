"""What waits to be sent: claimed in one short transaction, sent outside of any, marked in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update

from ceres.audit.text import cleaned
from ceres.mail.models import ERROR_LENGTH, FLEETING, MailMessage

if TYPE_CHECKING:
    from ceres.config.mail import MailSettings
    from ceres.db.clock import Clock
    from ceres.db.engine import Database

LONGEST_DELAY = timedelta(hours=4)
REPLIES = 10  # of the server, each within the time-out, while one message is sent
MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker, and no other, is sending."""

    message: MailMessage
    in_doubt: bool  # a worker that claimed it before never said what became of it


class Outbox:
    """The messages that wait; any number of processes may send from it at once."""

    def __init__(self, database: Database, settings: MailSettings, clock: Clock, lease: timedelta | None = None) -> None:
        """Send as ``settings`` say; ``lease`` is how long others wait for a sender that says nothing any more."""
        self._database = database
        self._limit = settings.attempts
        self._delay = timedelta(seconds=settings.retry_delay)
        self._lease = lease or timedelta(seconds=settings.timeout) * REPLIES
        self._keep = timedelta(days=settings.keep)
        self._now = clock

    def has_due(self) -> bool:
        """Tell whether a message can be sent now; only looks, and so waits for no writer."""
        with self._database.read() as db:
            return db.scalar(select(exists().where(*_waiting(self._now())))) or False

    def claim(self) -> Claimed | None:
        """Take the message that has waited longest; None when nothing is due."""
        with self._database.write() as db:
            message = db.scalar(_due(self._now()))
            if message is None:
                return None
            in_doubt = message.claimed_until is not None
            message.attempts += 1
            message.claimed_until = self._now() + self._lease
        return Claimed(message, in_doubt)

    def sent(self, message: MailMessage) -> None:
        """Note that it has left, and drop what it said: it may have held a temporary password."""
        self._end(message, sent_at=self._now(), last_error="", text="", html="")

    def failed(self, message: MailMessage, error: str, *, for_good: bool = False) -> bool:
        """Note a failure: another attempt follows later and later, until the site's limit; return whether it was the last."""
        last = for_good or message.attempts >= self._limit
        when = self._given_up(message) if last else {"not_before": self._now() + self._wait(message.attempts)}
        self._end(message, last_error=cleaned(error, ERROR_LENGTH), **when)
        return last

    def purge(self) -> int:
        """Forget what left, or was given up, long ago; return how many."""
        old = self._now() - self._keep
        with self._database.write() as db:
            gone = delete(MailMessage).where(or_(MailMessage.sent_at < old, MailMessage.given_up_at < old))
            return len(db.scalars(gone.returning(MailMessage.id)).all())

    def _given_up(self, message: MailMessage) -> dict[str, Any]:
        dropped = {"text": "", "html": ""} if message.kind in FLEETING else {}
        return {"given_up_at": self._now(), **dropped}

    def _wait(self, attempts: int) -> timedelta:
        doublings = min(attempts - 1, MOST_DOUBLINGS)
        return min(self._delay * (1 << doublings), LONGEST_DELAY)

    def _end(self, message: MailMessage, **values: Any) -> None:
        ended = update(MailMessage).where(MailMessage.id == message.id, MailMessage.sent_at.is_(None))
        with self._database.write() as db:
            db.execute(ended.values(claimed_until=None, **values), execution_options={"synchronize_session": False})


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(MailMessage.claimed_until.is_(None), MailMessage.claimed_until < now)
    return MailMessage.sent_at.is_(None), MailMessage.given_up_at.is_(None), MailMessage.not_before <= now, free


def _due(now: datetime) -> Select[MailMessage]:
    # SQLite has no such lock and needs none: its writers come one after the other.
    return (
        select(MailMessage)
        .where(*_waiting(now))
        .order_by(MailMessage.not_before, MailMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
