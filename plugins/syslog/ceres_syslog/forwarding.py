"""Sends messages on, and keeps some of them while the server is away."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.api import SyslogServer

if TYPE_CHECKING:
    from ceres.api import SyslogMessage

KEPT = 1000  # messages; beyond that the oldest are given up
PAUSE = 10.0  # seconds between two attempts at a server that does not answer: each may take as long as its time-out


@dataclass(slots=True)
class Tally:
    """What became of the messages since this process started."""

    taken: int = 0
    sent: int = 0
    lost: int = 0
    failing: bool = False


class Forwarder:
    """Sends to one server; called by one thread at a time."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = SyslogServer(address)
        self._clock = clock
        self._waiting: deque[SyslogMessage] = deque()
        self._not_before = 0.0
        self.tally = Tally()

    @property
    def waiting(self) -> int:
        """How many messages wait for the server."""
        return len(self._waiting)

    def forward(self, message: SyslogMessage) -> None:
        """Send a message after those that wait; while the server is away, it waits with them for the next one.

        Raises:
            OSError: the server does not answer; nothing is tried again before `PAUSE` is over.
        """
        self._keep(message)
        if self._clock() < self._not_before:
            return
        try:
            self._send_all()
        except OSError:
            self.tally.failing = True
            self._not_before = self._clock() + PAUSE
            raise
        self.tally.failing = False

    def close(self) -> None:
        """Hang up; the next message calls again."""
        self._server.close()

    def _keep(self, message: SyslogMessage) -> None:
        self._waiting.append(message)
        if len(self._waiting) > KEPT:
            self._waiting.popleft()
            self.tally.lost += 1

    def _send_all(self) -> None:
        while self._waiting:
            self._server.send(self._waiting[0])
            self._waiting.popleft()
            self.tally.sent += 1


class Forwarders:
    """Those of this process: one in practice, another one only for another site."""

    def __init__(self) -> None:
        self._found: dict[str, Forwarder] = {}
        self.unaddressed = False  # whether there was something to send and no address

    def to(self, address: str) -> Forwarder:
        """Return the one that sends to ``address``."""
        if address not in self._found:
            self._found[address] = Forwarder(address)
        return self._found[address]

    def all(self) -> tuple[Forwarder, ...]:
        """Return every one that has something to tell."""
        return tuple(self._found.values())


FORWARDERS = Forwarders()
