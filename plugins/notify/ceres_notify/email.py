"""The first channel: e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Letter, NotificationKind, WaitingLetters

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.api import Account, JobContext, Notification

PACKAGE = "ceres_notify"
PREFERENCES = "/x/notify/preferences"


def deliver_email(db: Session, notification: Notification, context: JobContext) -> None:
    """Queue the letter."""
    letter = Letter(
        to=notification.email,
        template=f"{PACKAGE}/{notification.kind.value}",
        language=notification.language,
        values={"count": notification.count},
        account_id=notification.account_id,
        unsubscribe=PREFERENCES,
    )
    context.mailer(db).queue(letter)


def follow(db: Session, account: Account, address: str) -> None:
    """Let what was written to an account, and has not left, go to its new address."""
    WaitingLetters(db, PACKAGE).redirect(account.id, address)


def withdraw_news(db: Session) -> None:
    """Take back the letters about reports that arrived."""
    WaitingLetters(db, PACKAGE).withdraw(NotificationKind.NEWS)
