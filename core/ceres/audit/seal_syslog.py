"""Seals sent to a syslog server."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime

from ceres.audit.seal_file import brief
from ceres.audit.seals import Seal
from ceres.audit.syslog import SyslogMessage, SyslogServer

APP, KIND = "ceres-journal", "seal"


class SealSyslog:
    """A copy of the seals on another machine."""

    def __init__(self, address: str) -> None:
        self._address = address

    def append(self, seals: Iterable[Seal]) -> None:
        """Send seals, one message each.

        Raises:
            OSError: the server cannot be reached.
        """
        with closing(SyslogServer(self._address)) as server:
            for seal in seals:
                server.send(SyslogMessage(datetime.fromisoformat(seal.created_at), KIND, brief(seal), APP))
