"""A real SMTP server, with encryption and authentication when they are asked for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from ceres.app import Site
from ceres.config.mail import MailSettings
from factories.workers import read_all

HOST = "127.0.0.1"
USER, PASSWORD = "ceres", "niaouli"
OK = "250 OK"


@dataclass
class Mailbox:
    """What the server took; ``replies`` are its answers to recipients (RCPT) and, under ``data``, to messages."""

    replies: dict[str, str] = field(default_factory=dict)
    envelopes: list[Any] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        reply = self.replies.get(address, OK)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        reply = self.replies.get("data", OK)
        if reply == OK:
            self.envelopes.append(envelope)
            self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return reply

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages, oldest first."""
        return read_all(envelope.original_content for envelope in self.envelopes)

    @property
    def recipients(self) -> list[str]:
        """To whom they went."""
        return [address for envelope in self.envelopes for address in envelope.rcpt_tos]


def make_certificate(folder: Path) -> Path:
    """Write a certificate of 127.0.0.1, and its key, into one file."""
    file = folder / "smtp.pem"
    if not file.exists():
        names = ["-subj", "/CN=localhost", "-addext", f"subjectAltName=IP:{HOST},DNS:localhost"]
        kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        tool = shutil.which("openssl") or "openssl"
        subprocess.run([tool, *kind, *names, "-keyout", str(file), "-out", str(folder / "part")], check=True, capture_output=True)
        with file.open("a", encoding="ascii") as whole:
            whole.write((folder / "part").read_text(encoding="ascii"))
    return file


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def smtp_server(mailbox: Mailbox, certificate: Path | None = None, *, security: str = "none", auth: bool = False) -> Iterator[int]:
    """Run a server; yield its port."""
    options: dict[str, Any] = {"hostname": HOST, "port": 0, "server_hostname": "smtp.test"}
    if certificate and security == "starttls":
        options |= {"tls_context": _context(certificate), "require_starttls": True}
    if certificate and security == "tls":
        options["ssl_context"] = _context(certificate)
    if auth:
        options |= {"authenticator": _authenticate, "auth_required": True, "auth_require_tls": security == "starttls"}
    controller = FreePort(mailbox, **options)
    controller.start()
    try:
        yield int(controller.server.sockets[0].getsockname()[1])
    finally:
        controller.stop()


class FreePort(Controller):  # type: ignore[misc]
    """A controller that takes any free port: its own trial connection must find it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def with_mail(site: Site, port: int, **changes: Any) -> Site:
    """Return the site, sending to a server on this machine."""
    mail = MailSettings(transport="smtp", host=HOST, port=port, security="none", sender="ne-pas-repondre@ch-exemple.nc", timeout=5)
    settings = replace(site.settings, mail=replace(mail, **changes))
    named = replace(settings.site, url="https://ceres.ch-exemple.nc", support_email="ceres@ch-exemple.nc")
    return replace(site, settings=replace(settings, site=named))
