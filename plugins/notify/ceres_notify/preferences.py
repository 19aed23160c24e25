"""Reads and changes the wishes of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from ceres.api import AuditEntry, NotificationKind
from ceres_notify.models import Frequency, NotifyPending, NotifyPreference
from ceres_notify.schedule import Wishes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import Request

USUAL = Wishes(Frequency.HOURLY, 7)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an account has chosen."""

    enabled: bool
    wishes: Wishes


class Preferences:
    """The wishes of one account, in the transaction of ``db``."""

    def __init__(self, db: Session, account_id: int, now: datetime) -> None:
        self._db = db
        self._account_id = account_id
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Preferences:
        """Return those of whoever is signed in."""
        if request.identity is None:
            raise LookupError("nobody is signed in")
        return cls(request.db, request.identity.account_id, request.now)

    def read(self) -> Choice:
        """Return what was chosen; nobody is told anything before having chosen it."""
        row = self._db.get(NotifyPreference, self._account_id)
        return Choice(row.enabled, wishes_of(row)) if row else Choice(False, USUAL)

    def change(self, choice: Choice) -> AuditEntry:
        """Write what was chosen and return its trace; who stops is not told what still waited."""
        row = self._db.get(NotifyPreference, self._account_id)
        if row is None:
            self._db.add(row := NotifyPreference(account_id=self._account_id))
        wishes = choice.wishes
        row.enabled, row.frequency, row.hour, row.changed_at = choice.enabled, wishes.frequency, wishes.hour, self._now
        row.quiet_from, row.quiet_until = wishes.quiet or (None, None)
        if not choice.enabled:
            news = NotifyPending.account_id == self._account_id, NotifyPending.kind == NotificationKind.NEWS
            self._db.execute(delete(NotifyPending).where(*news))
        detail = {"enabled": choice.enabled, "frequency": wishes.frequency.value}
        return AuditEntry("notify.preferences", object_type="account", object_id=str(self._account_id), detail=detail)


def how_many_are_told(db: Session) -> int:
    """Return how many accounts asked to be told."""
    return db.scalar(select(func.count()).where(NotifyPreference.enabled)) or 0


def wishes_of(row: NotifyPreference) -> Wishes:
    """Return the wishes in a row."""
    quiet = None if row.quiet_from is None or row.quiet_until is None else (row.quiet_from, row.quiet_until)
    return Wishes(row.frequency, row.hour, quiet)
