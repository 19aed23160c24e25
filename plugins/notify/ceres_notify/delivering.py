"""Turns what waits into notifications, account by account, and hands them to every channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from ceres.api import Account, Audience, Notification, NotificationChannel, NotificationKind
from ceres_notify.models import NotifyPending, NotifyPreference
from ceres_notify.preferences import wishes_of
from ceres_notify.schedule import due_at

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import JobContext


def deliver(context: JobContext) -> None:
    """Tell everybody what is due; each account in a transaction of its own."""
    channels = context.hooks.collect_named("ceres_notification_channels")
    with context.database.read() as db:
        accounts = db.scalars(select(NotifyPending.account_id).distinct().order_by(NotifyPending.account_id)).all()
    for account_id in accounts:
        if context.stopping():
            return
        with context.database.write() as db:
            Delivering(db, context, channels).tell(account_id)


class Delivering:
    """Tells one account, in the transaction of ``db``."""

    def __init__(self, db: Session, context: JobContext, channels: Sequence[tuple[str, NotificationChannel]]) -> None:
        self._db = db
        self._context = context
        self._channels = channels
        self._now = context.now()

    def tell(self, account_id: int) -> None:
        """Tell what is due; what it may not hear of any more is forgotten."""
        account = self._db.get(Account, account_id)
        rows = self._db.scalars(select(NotifyPending).where(NotifyPending.account_id == account_id).order_by(NotifyPending.id)).all()
        for kind in NotificationKind:
            waiting = [row for row in rows if row.kind is kind]
            if account is not None and waiting and self._due(kind, account_id, waiting[0].created_at):
                self._tell(account, kind, waiting)

    def _due(self, kind: NotificationKind, account_id: int, since: datetime) -> bool:
        """Tell whether the time has come; what was opened and is wrong waits for nobody's quiet hours."""
        if kind is not NotificationKind.NEWS:
            return True
        row = self._db.get(NotifyPreference, account_id)
        if row is None or not row.enabled:
            return True  # and nothing will be told: see _reports
        zone = ZoneInfo(self._context.settings.site.timezone)
        return due_at(wishes_of(row), since, row.last_told_at, zone) <= self._now

    def _tell(self, account: Account, kind: NotificationKind, rows: Sequence[NotifyPending]) -> None:
        count = len(self._reports(account, kind, {row.report_id for row in rows}))
        if count and not self._hand_over(Notification(account.id, account.email, account.language, kind, count)):
            return
        self._db.execute(delete(NotifyPending).where(NotifyPending.id.in_([row.id for row in rows])))
        preference = self._db.get(NotifyPreference, account.id)
        if count and preference is not None and kind is NotificationKind.NEWS:
            preference.last_told_at = self._now

    def _reports(self, account: Account, kind: NotificationKind, report_ids: Collection[int]) -> frozenset[int]:
        audience = Audience(self._db, self._now)
        if kind is not NotificationKind.NEWS:
            return audience.addressed(account.id, report_ids)
        preference = self._db.get(NotifyPreference, account.id)
        return audience.unread(account.id, report_ids) if preference is not None and preference.enabled else frozenset()

    def _hand_over(self, notification: Notification) -> bool:
        """Hand a notification to every channel; True when one took it, and nobody need be told again."""
        taken = False
        for plugin, channel in self._channels:
            try:
                with self._db.begin_nested():
                    channel.deliver(self._db, notification, self._context)
                taken = True
            except Exception as error:
                self._context.failures.note(plugin, f"channel {channel.name}", error)
        return taken
