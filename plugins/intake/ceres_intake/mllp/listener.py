"""Listens for senders, bounds what they may take, and stops without leaving anybody in doubt."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

from ceres_intake.mllp.body import Body, Spool
from ceres_intake.mllp.connection import Connection, Patience
from ceres_intake.mllp.door import Reply
from ceres_intake.mllp.frames import FrameLimits, FrameReader
from ceres_intake.mllp.settings import MEGABYTE, MllpSettings, Network

logger = logging.getLogger(__name__)

BACKLOG = 256
ANSWERS = 16 * 1024  # bytes of answers that the system holds for a sender
LARGE = 2 * MEGABYTE  # contents of more are taken in one at a time: each one costs several times its size
LINGERING = 25.0  # seconds given to messages in hand when the listener is told to stop
HANDSHAKE = 10.0  # seconds


class Listener:
    """Accepts connections and hands their frames to ``take``, which runs in a few threads."""

    def __init__(self, take: Callable[[Body, str], Reply], settings: MllpSettings, *, max_size: int, spool: Spool) -> None:
        self._take = take
        self._settings = settings
        self._limits = FrameLimits(max_size, spool=spool)
        self._patience = Patience(settings.idle, settings.frame_time, settings.write_time)
        self._connections: dict[Connection, asyncio.Task[None]] = {}
        self._threads = ThreadPoolExecutor(settings.workers, "mllp")
        self._one_large = asyncio.Lock()
        self._server: asyncio.Server | None = None

    async def start(self, tls: ssl.SSLContext | None = None) -> str:
        """Listen; return HOST:PORT. Raises OSError when the address is taken, or is not this machine's."""
        secure: dict[str, Any] = {"ssl": tls, "ssl_handshake_timeout": HANDSHAKE} if tls else {}
        host, port = self._settings.host, self._settings.port
        self._server = await asyncio.start_server(self._accept, host, port, backlog=BACKLOG, **secure)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def connections(self) -> int:
        """How many senders are connected."""
        return len(self._connections)

    @property
    def in_hand(self) -> int:
        """How many messages wait for their answer."""
        return sum(each.in_hand for each in self._connections)

    async def stop(self) -> None:
        """Let nobody in any more, answer the messages in hand, close."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.stop()
        tasks = list(self._connections.values())
        if tasks:
            await asyncio.wait(tasks, timeout=LINGERING)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        if not admitted(peer[0] if peer else "", self._settings.allow):
            logger.warning("a connection from %s was refused (mllp_allow)", peer[0] if peer else "?")
            writer.transport.abort()
            return
        # Nothing of an answer stays with us: a sender that does not read is noticed at once.
        writer.transport.set_write_buffer_limits(high=0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWERS)
        connection = Connection((reader, writer), FrameReader(self._limits), self._patience)
        if len(self._connections) >= self._settings.max_connections and not self._make_room():
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (a coroutine runs in a task)
        self._connections[connection] = task
        try:
            await connection.run(self._in_thread)
        finally:
            self._connections.pop(connection, None)

    def _make_room(self) -> bool:
        """Close the connection that has been useless for longest; those that wait for an answer stay."""
        waiting = [each for each in self._connections if not each.in_hand]
        if not waiting:
            return False
        longest = min(waiting, key=lambda each: each.since)
        logger.warning("too many connections: the one from %s is closed", longest.origin)
        self._connections.pop(longest)
        longest.stop()
        return True

    async def _in_thread(self, body: Body, origin: str) -> Reply:
        loop = asyncio.get_running_loop()
        if body.size <= LARGE:
            return await loop.run_in_executor(self._threads, self._take, body, origin)
        async with self._one_large:
            return await loop.run_in_executor(self._threads, self._take, body, origin)


def admitted(host: str, allow: tuple[Network, ...]) -> bool:
    """Return whether a sender at ``host`` may connect; an IPv4 address written as IPv6 is the same one."""
    if not allow:
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in allow)
