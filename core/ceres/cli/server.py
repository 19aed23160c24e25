"""Runs the portal behind waitress, and stops without cutting anybody off."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.wasyncore import dispatcher, loop

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 4
CONNECTIONS = 1000  # open at once; an idle one costs a few kilobytes and no thread
BACKLOG = 1024
PATIENCE = 10.0  # seconds given to answers that are under way when the server is told to stop
TICK = 1.0  # seconds


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; ``::`` answers on IPv4 too.

    Raises:
        OSError: the address is taken, or is not this machine's.
    """
    if ":" not in host:
        return socket.create_server((host, port), backlog=BACKLOG)
    return socket.create_server((host, port), family=socket.AF_INET6, backlog=BACKLOG, dualstack_ipv6=host == "::")


def address_of(listener: socket.socket) -> str:
    """Return the web address of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server:
    """The portal on one socket; downloads are handed to waitress's loop and hold no thread."""

    def __init__(self, application: WSGIApplication, listener: socket.socket, *, max_body: int) -> None:
        """Serve ``application``; request bodies of more than ``max_body`` bytes are refused (413)."""
        self._waitress: Any = create_server(
            application,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            backlog=BACKLOG,
            asyncore_use_poll=True,
            max_request_body_size=max_body,
            clear_untrusted_proxy_headers=False,  # ceres.web.proxy decides
            ident="",
        )
        # A request that waits its turn is nothing to warn of, and a line for each would hold up the loop that serves all of them.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._stopping = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what has begun."""
        quiet_collector()
        with self._signals():
            while not self._stopping:
                self._turn(TICK)
        self._drain()
        self._waitress.task_dispatcher.shutdown()
        for channel in list(self._waitress.active_channels.values()):
            channel.handle_close()
        self._waitress.trigger.close()

    def stop(self) -> None:
        """Ask the loop to end; may be called from a signal handler or another thread."""
        if not self._stopping:
            self._stopping = True
            self._waitress.pull_trigger()

    def _turn(self, timeout: float) -> None:
        loop(timeout=timeout, use_poll=True, map=self._waitress._map, count=1)

    def _drain(self) -> None:
        dispatcher.close(self._waitress)  # nobody new; its own close() would silence the threads too
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(_busy(each) for each in self._waitress.active_channels.values()):
            self._turn(0.05)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def quiet_collector() -> None:
    """Take what start-up made out of the garbage collector's way: its pauses make the slowest pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _busy(channel: Any) -> bool:
    return bool(channel.requests or channel.total_outbufs_len)
