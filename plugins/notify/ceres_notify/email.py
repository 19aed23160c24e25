"""The first channel: e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Letter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import JobContext, Notification

PREFERENCES = "/x/notify/preferences"


def deliver_email(db: Session, notification: Notification, context: JobContext) -> None:
    """Queue the letter."""
    letter = Letter(
        to=notification.email,
        template=f"ceres_notify/{notification.kind.value}",
        language=notification.language,
        values={"count": notification.count},
        account_id=notification.account_id,
        unsubscribe=PREFERENCES,
    )
    context.mailer(db).queue(letter)
