"""From a row of the outbox to the message that leaves."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ceres.audit.text import REPLACEMENT, cleaned
from ceres.mail.addresses import checked

if TYPE_CHECKING:
    from ceres.config.settings import Settings
    from ceres.mail.models import MailMessage

NAME_LENGTH, SUBJECT_LENGTH = 100, 200  # characters
NOBODY = "ne-pas-repondre"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message, and the addresses the servers go by."""

    message: EmailMessage
    sender: str
    recipient: str


class Composer:
    """Writes messages in the name of the site."""

    def __init__(self, settings: Settings, site_name: str = "") -> None:
        """Write as ``settings`` say; ``site_name`` is what the site calls itself now."""
        self._name = one_line(settings.mail.sender_name or site_name or settings.site.name, NAME_LENGTH)
        self._sender = checked(settings.mail.sender or f"{NOBODY}@{host_of(settings)}")

    def compose(self, row: MailMessage) -> Envelope:
        """Return the message of ``row``, the same each time but for the boundary of its parts.

        Raises:
            Undeliverable: the recipient's address is not one.
        """
        recipient = checked(row.recipient)
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self._name, addr_spec=self._sender)
        message["To"] = Address(addr_spec=recipient)
        message["Subject"] = one_line(row.subject, SUBJECT_LENGTH)
        message["Date"] = format_datetime(row.created_at)
        message["Message-ID"] = row.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if row.unsubscribe:
            message["List-Unsubscribe"] = f"<{row.unsubscribe}>"
        message.set_content(row.text, cte="quoted-printable")
        message.add_alternative(row.html, subtype="html", cte="quoted-printable")
        message["Content-Language"] = row.language  # after the parts: setting them drops such headers
        return Envelope(message, self._sender, recipient)


def one_line(text: str, length: int) -> str:
    """Return ``text`` on one line, without anything that could end a header or hide a part of it."""
    return cleaned(" ".join(text.split()), length).replace(REPLACEMENT, "").strip()


def host_of(settings: Settings) -> str:
    """Return the name of the site among machines: of its address, else of its sender; never what a visitor claims."""
    host = urlsplit(settings.site.url).hostname or settings.mail.sender.rpartition("@")[2]
    return host if "." in host else "ceres.invalid"
