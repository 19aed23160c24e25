"""Turns what waits into notifications, account by account, and hands them to every channel."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from ceres.api import Account, Audience, Notification, NotificationChannel, NotificationKind
from ceres_notify.models import NotifyPending, NotifyPreference
from ceres_notify.preferences import wishes_of
from ceres_notify.schedule import due_at

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import JobContext


def deliver(context: JobContext) -> None:
    """Tell everybody what is due; each account in a transaction of its own, so that one that fails holds up nobody else."""
    channels = context.hooks.collect_named("ceres_notification_channels")
    with context.database.read() as db:
        due = due_kinds(db, context)
    for account_id, kinds in due.items():
        if context.stopping():
            return
        try:
            with context.database.write() as db:
                Delivering(db, context, channels).tell(account_id, kinds)
        except Exception as error:
            context.failures.note("notify", "job deliver", error)


def due_kinds(db: Session, context: JobContext) -> Mapping[int, frozenset[NotificationKind]]:
    """Return what is due, by account; what was opened and is wrong waits for nobody's quiet hours."""
    oldest = select(NotifyPending.account_id, NotifyPending.kind, func.min(NotifyPending.created_at))
    waiting = db.execute(oldest.group_by(NotifyPending.account_id, NotifyPending.kind)).all()
    chosen = select(NotifyPreference).where(NotifyPreference.account_id.in_({row[0] for row in waiting}))
    preferences = {row.account_id: row for row in db.scalars(chosen)}
    zone, now = ZoneInfo(context.settings.site.timezone), context.now()
    found: dict[int, frozenset[NotificationKind]] = {}
    for account_id, kind, since in waiting:
        if kind is not NotificationKind.NEWS or _news_due(preferences.get(account_id), since, now, zone):
            found[account_id] = found.get(account_id, frozenset()) | {kind}
    return found


def _news_due(preference: NotifyPreference | None, since: datetime, now: datetime, zone: tzinfo) -> bool:
    if preference is None or not preference.enabled:
        return True  # to be forgotten: see Delivering
    return due_at(wishes_of(preference), since, preference.last_told_at, zone) <= now


class Delivering:
    """Tells one account, in the transaction of ``db``."""

    def __init__(self, db: Session, context: JobContext, channels: Sequence[tuple[str, NotificationChannel]]) -> None:
        self._db = db
        self._context = context
        self._channels = channels
        self._now = context.now()

    def tell(self, account_id: int, kinds: Collection[NotificationKind]) -> None:
        """Tell what is due; what the account may not or will not hear of any more is forgotten."""
        # Its address cannot change meanwhile: the letter would be missing among those that follow to the new one.
        account = self._db.get_one(Account, account_id, with_for_update={"read": True})
        rows = self._db.scalars(select(NotifyPending).where(NotifyPending.account_id == account_id)).all()
        for kind in NotificationKind:
            waiting = [row for row in rows if row.kind is kind]
            if kind in kinds and waiting:
                self._tell(account, kind, waiting)

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
