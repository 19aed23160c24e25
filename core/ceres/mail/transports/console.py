"""For trials: messages on the standard output."""

from __future__ import annotations

import sys
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.mail.composing import Envelope

RULE = "─" * 72


class Console:
    """Prints each message as a person reads it: headers, then the text."""

    def send(self, envelope: Envelope) -> None:
        """Print one message."""
        message = envelope.message
        headers = [f"{name}: {value}" for name, value in message.items() if not name.startswith(("Content-", "MIME-"))]
        body = message.get_body(("plain",))
        text = body.get_content() if isinstance(body, EmailMessage) else ""
        print("\n".join([RULE, *headers, "", text.strip(), RULE]), file=sys.stdout, flush=True)

    def close(self) -> None:
        """Do nothing: there is no connection."""
