"""The dialogue with an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING

from ceres.mail.errors import Deferred, MailError, Undeliverable, Unreachable

if TYPE_CHECKING:
    from ceres.config.mail import MailSettings
    from ceres.mail.composing import Envelope

PERMANENT = 500  # replies from 500 on are refusals for good


class Smtp:
    """One connection, opened with the first message and used for those that follow."""

    def __init__(self, settings: MailSettings, local_name: str) -> None:
        self._settings = settings
        self._local_name = local_name
        self._connection: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> None:
        """Hand one message over; when it returns, the server has taken it."""
        try:
            self._connected().send_message(envelope.message, envelope.sender, [envelope.recipient])
        except (OSError, smtplib.SMTPException) as error:
            found = _meaning(error)
            if isinstance(found, Unreachable):
                self.close()
            raise found from error

    def close(self) -> None:
        """Say goodbye, if the connection still stands."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
            self._secure(self._connection)
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        site = self._settings
        if site.security == "tls":
            return smtplib.SMTP_SSL(site.host, site.port, self._local_name, timeout=site.timeout, context=self._context())
        return smtplib.SMTP(site.host, site.port, self._local_name, timeout=site.timeout)

    def _secure(self, connection: smtplib.SMTP) -> None:
        if self._settings.security == "starttls":
            connection.starttls(context=self._context())
        if self._settings.user:
            connection.login(self._settings.user, self._settings.password)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.ca_file or None)


def _meaning(error: Exception) -> MailError:
    """Say whether the message, or the server, is at fault; and whether for good."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return Unreachable(f"le serveur SMTP refuse le compte ou le mot de passe ({error.smtp_code})")
        case smtplib.SMTPRecipientsRefused():
            [(code, said)] = error.recipients.values()
            return _refusal("l’adresse est refusée", code, said)
        case smtplib.SMTPSenderRefused():
            return Unreachable(_said("le serveur SMTP refuse l’expéditeur", error.smtp_code, error.smtp_error))
        case smtplib.SMTPDataError():
            return _refusal("le courriel est refusé", error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Unreachable("le serveur SMTP ne propose pas STARTTLS ou l’authentification demandée")
        case ssl.SSLError():
            return Unreachable(f"la liaison chiffrée avec le serveur SMTP est impossible ({error.reason or type(error).__name__})")
        case smtplib.SMTPResponseException():
            return Unreachable(_said("le serveur SMTP refuse", error.smtp_code, error.smtp_error))
    return Unreachable(f"le serveur SMTP ne répond pas ({getattr(error, 'strerror', None) or type(error).__name__})")


def _refusal(what: str, code: int, said: bytes | str) -> MailError:
    return (Undeliverable if code >= PERMANENT else Deferred)(_said(what, code, said))


def _said(what: str, code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{what} ({code} {' '.join(text.split())})"
