"""Messages to a syslog server: RFC 5424, over UDP (RFC 5426), TCP (RFC 6587, octet counting) or a socket of the machine."""

from __future__ import annotations

import os
import select
import socket
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from urllib.parse import urlsplit

TIMEOUT = 5.0  # seconds
NIL = "-"
NAME_LENGTH, HOST_LENGTH = 32, 255  # characters
FACILITIES: Mapping[str, int] = {
    "user": 1,
    "daemon": 3,
    "auth": 4,
    "syslog": 5,
    "authpriv": 10,
    "audit": 13,
    **{f"local{number}": 16 + number for number in range(8)},
}
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "]": "\\]"})  # RFC 5424 §6.3.3
FORGING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # what ends a line or hides a part of it


class Severity(IntEnum):
    """How much a message matters."""

    WARNING = 4
    INFO = 6


@dataclass(frozen=True, slots=True)
class SyslogMessage:
    """One message; ``data`` are its elements: ``{"ceres@32473": {"action": "report.read"}}``, those without value left out."""

    at: datetime
    kind: str  # MSGID
    text: str
    app: str = "ceres"
    facility: int = FACILITIES["user"]
    severity: Severity = Severity.INFO
    data: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bytes__(self) -> bytes:
        """Return it as it stands in a datagram; nothing in it begins another line."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        priority = self.facility * 8 + self.severity
        names = (_name(socket.gethostname(), HOST_LENGTH), _name(self.app), str(os.getpid()), _name(self.kind))
        text = visible(self.text)
        bom = "" if text.isascii() else "\ufeff"
        return f"<{priority}>1 {at} {' '.join(names)} {self._elements()} {bom}{text}".encode()

    def _elements(self) -> str:
        shown = (f"[{_name(name)}{_parameters(values)}]" for name, values in self.data.items())
        return "".join(shown) or NIL


class SyslogServer:
    """One server, or a socket of the machine; connected when the first message is sent, and again after a failure."""

    def __init__(self, address: str, timeout: float = TIMEOUT) -> None:
        """Send to ``address``: udp://host:port, tcp://host:port or unix:///path."""
        self._address = urlsplit(address)
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def send(self, message: SyslogMessage) -> None:
        """Send one message.

        Raises:
            OSError: it did not leave, or the server is not there.
        """
        raw = bytes(message)
        framed = b"%d %s" % (len(raw), raw) if self._address.scheme == "tcp" else raw
        try:
            self._connected().sendall(framed)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is not None and self._address.scheme == "tcp" and _hung_up(self._socket):
            self.close()
        if self._socket is None:
            self._socket = self._connect()
        return self._socket

    def _connect(self) -> socket.socket:
        if self._address.scheme == "unix":
            return _opened(socket.AF_UNIX, socket.SOCK_DGRAM, self._address.path, self._timeout)
        where = (str(self._address.hostname), int(self._address.port or 0))
        if self._address.scheme == "tcp":
            return socket.create_connection(where, self._timeout)
        found = socket.getaddrinfo(*where, type=socket.SOCK_DGRAM)[0]
        return _opened(found[0], socket.SOCK_DGRAM, found[4], self._timeout)


def visible(text: str) -> str:
    """Return ``text`` with its controls written as ``#012`` (octal), as syslog servers do themselves."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"#{ord(each):03o}" if unicodedata.category(each) in FORGING else each for each in text)


def _parameters(values: Mapping[str, str]) -> str:
    return "".join(f' {_name(name)}="{visible(value).translate(ESCAPED)}"' for name, value in values.items() if value)


def _name(text: str, length: int = NAME_LENGTH) -> str:
    """Return a word of the header: printable ASCII, and nothing that ends a name."""
    return "".join(each for each in text if "!" <= each <= "~" and each not in '="]')[:length] or NIL


def _opened(family: int, kind: int, where: object, timeout: float) -> socket.socket:
    made = socket.socket(family, kind)
    try:
        made.settimeout(timeout)
        made.connect(where)  # type: ignore[arg-type]
    except OSError:
        made.close()
        raise
    return made


def _hung_up(connection: socket.socket) -> bool:
    """Tell whether the server closed: what is sent then would be lost without a word."""
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0)) and not connection.recv(1, socket.MSG_PEEK)
