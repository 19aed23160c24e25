"""The listener as a process: says that it is ready, says how it is, stops when told."""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable

from ceres_intake.mllp.listener import Listener
from ceres_intake.mllp.presence import Presence

logger = logging.getLogger(__name__)

BEAT = 2.0  # seconds


async def serve(
    listener: Listener, tls: ssl.SSLContext | None, ready: Callable[[str], None], presence_of: Callable[[str], Presence]
) -> None:
    """Listen until SIGTERM or SIGINT; raises OSError when the address cannot be had."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    address = await listener.start(tls)
    presence = presence_of(address)
    await asyncio.to_thread(presence.say, 0, 0)
    ready(address)
    while not stopped.is_set():
        try:
            async with asyncio.timeout(BEAT):
                await stopped.wait()
        except TimeoutError:
            await asyncio.to_thread(presence.say, listener.connections, listener.in_hand)
    await listener.stop()
    await asyncio.to_thread(presence.leave)
