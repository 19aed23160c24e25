"""Sends what is due, one message after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.branding.looks import Looks
from ceres.mail.composing import Composer
from ceres.mail.errors import MailError, Undeliverable, Unreachable
from ceres.mail.outbox import Outbox
from ceres.mail.transports import make_transport

if TYPE_CHECKING:
    from ceres.config.settings import Settings
    from ceres.db.clock import Clock
    from ceres.db.engine import Database
    from ceres.mail.models import MailMessage
    from ceres.mail.transports import Transport

log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What became of the messages of one run."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0


class Sender:
    """Empties the outbox; a message that fails costs the others nothing, a server that fails ends the run."""

    def __init__(self, outbox: Outbox, composer: Composer, transport: Transport) -> None:
        self._outbox = outbox
        self._composer = composer
        self._transport = transport

    @classmethod
    def for_site(cls, settings: Settings, database: Database, clock: Clock) -> Sender:
        """Return the sender that the site's settings describe."""
        name = Looks.of_site(settings, database).in_force().brands[settings.site.language].name
        return cls(Outbox(database, settings.mail, clock), Composer(settings, name), make_transport(settings))

    def run(self, stopping: Callable[[], bool]) -> Tally:
        """Send until nothing is due, the server fails, or ``stopping()``."""
        tally = Tally()
        try:
            while not stopping() and self._next(tally):
                pass
        finally:
            self._transport.close()
        return tally

    def _next(self, tally: Tally) -> bool:
        claimed = self._outbox.claim()
        if claimed is None:
            return False
        message = claimed.message
        if claimed.in_doubt:
            log.warning("mail %s: whoever was sending it ended before telling; it goes again as %s", message.id, message.message_id)
        try:
            self._transport.send(self._composer.compose(message))
        except MailError as error:
            self._failed(message, error, tally)
            return not isinstance(error, Unreachable)
        except Exception as error:
            # Its type only: what it says may quote the message.
            log.error("mail %s cannot be made: %s", message.id, type(error).__name__)
            self._failed(message, MailError(f"le courriel ne peut pas être composé ({type(error).__name__})"), tally)
            return True
        self._outbox.sent(message)
        tally.sent += 1
        return True

    def _failed(self, message: MailMessage, error: MailError, tally: Tally) -> None:
        last = self._outbox.failed(message, str(error), for_good=isinstance(error, Undeliverable))
        tally.given_up += last
        tally.postponed += not last
        # Addresses stay out of the log; what the server said may hold one.
        log.warning("mail %s, attempt %s: %s%s", message.id, message.attempts, type(error).__name__, ", given up" if last else "")
