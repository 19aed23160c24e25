"""One sender: its frames one after the other, each answered before the next one is looked at."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ceres_intake.mllp.body import Body
from ceres_intake.mllp.door import Reply
from ceres_intake.mllp.frames import FrameReader, State

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024  # bytes read at once
SETTLING = 0.3  # seconds of silence after an FS that make it the end of its frame
FAREWELL = 2.0  # seconds given to a connection to close

Take = Callable[[Body, str], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds after which a sender is given up."""

    idle: float  # between two frames
    frame: float  # from the first byte of a frame to its last
    write: float  # to read our answer


class Gone(Exception):
    """There is nothing more to expect of the sender."""


class Connection:
    """Reads, hands over, answers, until the sender goes or is given up."""

    def __init__(self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], frames: FrameReader, patience: Patience) -> None:
        self._input, self._output = streams
        self._frames = frames
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        self.since = self._clock()  # when it last did something useful: came, or completed a frame
        self._begun: float | None = None  # when its unfinished frame began
        self.in_hand = False  # a complete message waits for its answer
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.origin = _origin(self._output.get_extra_info("peername"))

    async def run(self, take: Take) -> None:
        """Serve the sender."""
        self._task = asyncio.current_task()
        try:
            while True:
                for body in await self._next():
                    await self._answered(body, take)
                if self._frames.hopeless:
                    logger.warning("%s was given up: what it sends is not MLLP, or has no end", self.origin)
                    raise Gone
        except (Gone, ConnectionError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self._frames.close()
            await self._close()

    def stop(self) -> None:
        """Close, after the answer to the message in hand."""
        self._stopping = True
        if not self.in_hand and self._task is not None:
            self._task.cancel()

    async def _next(self) -> Sequence[Body]:
        try:
            async with asyncio.timeout(self._wait()):
                data = await self._input.read(CHUNK)
        except TimeoutError:
            data = b""
            if self._frames.state is not State.ENDING:
                raise
        found = self._frames.feed(data) if data else self._frames.settle()
        if not data and not found:
            raise Gone
        self._watch(found)
        return found

    def _wait(self) -> float:
        if self._frames.state is State.ENDING:
            return SETTLING
        if self._frames.state is State.BETWEEN or self._begun is None:
            return self._patience.idle
        return max(0.0, self._begun + self._patience.frame - self._clock())

    def _watch(self, found: Sequence[Body]) -> None:
        now = self._clock()
        if self._frames.state is State.BETWEEN:
            self._begun = None
        elif found or self._begun is None:
            self._begun = now
        if found:
            self.since = now

    async def _answered(self, body: Body, take: Take) -> None:
        self.in_hand = True
        try:
            reply = await take(body, self.origin)
            self._output.write(reply.data)
            async with asyncio.timeout(self._patience.write):
                await self._output.drain()
        except TimeoutError:
            logger.warning("%s was given up: it does not read our answers", self.origin)
            raise
        finally:
            self.in_hand = False
        if reply.close or self._stopping:
            raise Gone

    async def _close(self) -> None:
        self._output.close()
        try:
            async with asyncio.timeout(FAREWELL):
                await self._output.wait_closed()
        except (OSError, TimeoutError, asyncio.CancelledError):
            self._output.transport.abort()


def _origin(peer: tuple[str, int] | None) -> str:
    if not peer:
        return ""
    host, port = peer[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
