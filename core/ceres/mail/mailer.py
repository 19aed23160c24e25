"""Queues letters: they leave once the transaction that queued them is committed, and only then."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.mail.addresses import LONGEST
from ceres.mail.composing import SUBJECT_LENGTH, host_of
from ceres.mail.models import MailMessage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.config.settings import Settings
    from ceres.mail.letters import Letter, Letters, Written
    from ceres.web.request import Request

TOKEN_BYTES = 16
LETTERS = "ceres.letters"
"""Registry key of the `Letters`."""


class Mailer:
    """Queues in the transaction of ``db``."""

    def __init__(self, db: Session, letters: Letters, settings: Settings, now: datetime) -> None:
        self._db = db
        self._letters = letters
        self._settings = settings
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Mailer:
        """Return the mailer of a request's transaction."""
        return cls(request.db, request.registry[LETTERS], request.settings, request.now)

    def queue(self, letter: Letter, *, not_before: datetime | None = None) -> None:
        """Write ``letter`` into the outbox; an address that cannot be written to shows there, it does not raise here."""
        message = self.written(letter)
        message.not_before = not_before or self._now
        self._db.add(message)

    def written(self, letter: Letter) -> MailMessage:
        """Return the row of a letter, for many to be queued at once: words take their time, and nothing is asked of ``db`` for them."""
        return make_message(letter, self._letters.write(letter), self._settings, self._now)


def make_message(letter: Letter, written: Written, settings: Settings, now: datetime) -> MailMessage:
    """Return a row for a letter in words."""
    return MailMessage(
        message_id=f"<{secrets.token_hex(TOKEN_BYTES)}@{host_of(settings)}>",
        account_id=letter.account_id,
        kind=letter.template,
        recipient=letter.to if len(letter.to) <= LONGEST else f"{letter.to[: LONGEST - 1]}…",  # cut, it might be somebody else's
        language=written.language,
        subject=written.subject[:SUBJECT_LENGTH],
        text=written.text,
        html=written.html,
        unsubscribe=written.unsubscribe,
        created_at=now,
        not_before=now,
    )
