"""Seals sent to a syslog server."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Iterable
from logging.handlers import SysLogHandler
from urllib.parse import urlsplit

from ceres.audit.seal_file import brief
from ceres.audit.seals import Seal

TIMEOUT = 5.0  # seconds
NAME = "ceres-journal"


class SealSyslog:
    """A copy of the seals on another machine."""

    def __init__(self, address: str) -> None:
        self._address = address

    def append(self, seals: Iterable[Seal]) -> None:
        """Send seals, one message each.

        Raises:
            OSError: the server cannot be reached.
        """
        handler = _make_handler(self._address)
        try:
            for seal in seals:
                handler.emit(logging.LogRecord(NAME, logging.INFO, "", 0, f"{NAME}: {brief(seal)}", None, None))
        finally:
            handler.close()


class _Strict(SysLogHandler):
    """Says when it fails: the standard one prints and goes on."""

    append_nul = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is the standard library's)
        error = sys.exception()
        if error is not None:
            raise error


class _Stream(_Strict):
    """Over TCP, one message a line; gives up on a server that does not answer."""

    def createSocket(self) -> None:  # noqa: N802 (the name is the standard library's)
        self.unixsocket = False
        self.socket = socket.create_connection((str(self.address[0]), int(self.address[1])), TIMEOUT)

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record) + "\n"


def _make_handler(address: str) -> SysLogHandler:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return _Strict(parts.path)
    where = (str(parts.hostname), int(parts.port or 0))
    if parts.scheme == "tcp":
        return _Stream(where, socktype=socket.SOCK_STREAM)
    return _Strict(where, socktype=socket.SOCK_DGRAM)
