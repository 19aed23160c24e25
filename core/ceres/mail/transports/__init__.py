"""Ways for e-mails to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from ceres.mail.composing import host_of
from ceres.mail.transports.console import Console
from ceres.mail.transports.folder import Folder
from ceres.mail.transports.smtp import Smtp

if TYPE_CHECKING:
    from ceres.config.settings import Settings
    from ceres.mail.composing import Envelope


class Transport(Protocol):
    """One way; it connects when it has something to send."""

    def send(self, envelope: Envelope) -> None:
        """Hand one message over; raises MailError."""

    def close(self) -> None:
        """Let go of the connection, if there is one."""


MAKERS: Mapping[str, Callable[[Settings], Transport]] = {
    "smtp": lambda settings: Smtp(settings.mail, host_of(settings)),
    "folder": lambda settings: Folder(settings.mail.folder),
    "console": lambda _: Console(),
}


def make_transport(settings: Settings) -> Transport:
    """Return the site's way."""
    return MAKERS[settings.mail.transport](settings)
