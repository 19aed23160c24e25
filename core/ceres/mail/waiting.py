"""The letters of one plugin that have not left yet: whoever prepared them may redirect them, or take them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from ceres.mail.models import MailMessage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

UNSYNCHRONISED = {"synchronize_session": False}


class WaitingLetters:
    """In the transaction of ``db``; those that were given up count too, since an administrator may have them tried again.

    A letter that is being sent at this very instant may still leave as it was.
    """

    def __init__(self, db: Session, package: str) -> None:
        """Look at the letters whose templates are those of ``package``: "ceres_notify"."""
        self._db = db
        self._package = package

    def redirect(self, account_id: int, recipient: str) -> int:
        """Send all of them to this account to ``recipient`` instead; return how many."""
        mine = MailMessage.kind.startswith(f"{self._package}/", autoescape=True), MailMessage.account_id == account_id
        moved = update(MailMessage).where(*mine, MailMessage.sent_at.is_(None)).values(recipient=recipient)
        return len(self._db.scalars(moved.returning(MailMessage.id), execution_options=UNSYNCHRONISED).all())

    def withdraw(self, name: str) -> int:
        """Send none of those written from the template ``name`` of the package ("news"), to nobody; return how many there were."""
        mine = MailMessage.kind == f"{self._package}/{name}", MailMessage.sent_at.is_(None)
        gone = delete(MailMessage).where(*mine).returning(MailMessage.id)
        return len(self._db.scalars(gone, execution_options=UNSYNCHRONISED).all())
