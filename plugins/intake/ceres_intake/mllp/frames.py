"""Cuts what a sender writes into MLLP frames (``VT content FS CR``), whatever the pieces it comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from ceres_intake.mllp.body import Body, Spool

VT, FS = b"\x0b", b"\x1c"
START, END = VT[0], FS[0]
AFTER_END = b"\r\n"  # the standard says CR; some write LF, some nothing
MAX_NOISE = 64 * 1024  # bytes outside frames before a sender is given up
ENDLESS = 8  # times the largest frame: what goes on longer has no end


class State(Enum):
    """Where in the stream the reader is."""

    BETWEEN = auto()
    INSIDE = auto()
    ENDING = auto()  # FS came: a CR, another frame, or silence makes it the end


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """What one sender may make the reader hold."""

    size: int  # bytes of one frame; of a larger one only the beginning is kept
    noise: int = MAX_NOISE  # bytes in a row outside frames
    spool: Spool = field(default_factory=Spool)


class FrameReader:
    """Bytes in, frames out; holds at most one frame, and of that only a little in memory.

    An FS that anything else follows than CR, LF or VT belongs to the content: some texts contain one.
    """

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._body = self._new_body()
        self._noise = 0
        self.state = State.BETWEEN
        self.hopeless = False  # nothing that can be understood will come: close

    def feed(self, data: bytes) -> list[Body]:
        """Return the frames that ``data`` completes, in order; those that are too large among them, cut."""
        frames: list[Body] = []
        position = 0
        while position < len(data) and not self.hopeless:
            if self.state is State.BETWEEN:
                position = self._skip(data, position)
            elif self.state is State.INSIDE:
                position = self._collect(data, position)
            else:
                position += self._decide(data[position], frames)
        if self._body.size > ENDLESS * self._limits.size:
            self.hopeless = True
            frames.append(self._finished())
        return frames

    def settle(self) -> list[Body]:
        """Return the frame whose FS came, since nothing followed: its sender writes no CR."""
        return [self._finished()] if self.state is State.ENDING else []

    def close(self) -> None:
        """Forget what is unfinished."""
        self._body.close()

    def _skip(self, data: bytes, position: int) -> int:
        start = data.find(VT, position)
        self._noise += (len(data) if start < 0 else start) - position
        if self._noise > self._limits.noise:
            self.hopeless = True
        elif start >= 0:
            self.state = State.INSIDE
            return start + 1
        return len(data)

    def _collect(self, data: bytes, position: int) -> int:
        end = data.find(FS, position)
        if end < 0:
            self._body.add(data[position:])
            return len(data)
        self._body.add(data[position:end])
        self.state = State.ENDING
        return end + 1

    def _decide(self, byte: int, frames: list[Body]) -> int:
        """Take the byte after an FS, or leave it to the next state; return how many bytes were taken."""
        if byte in AFTER_END:
            frames.append(self._finished())
            return 1
        if byte == START:
            frames.append(self._finished())
        elif byte == END:
            self._body.add(FS)
            return 1
        else:
            self._body.add(FS)
            self.state = State.INSIDE
        return 0

    def _finished(self) -> Body:
        body, self._body = self._body, self._new_body()
        self.state, self._noise = State.BETWEEN, 0
        return body

    def _new_body(self) -> Body:
        return Body(self._limits.size, self._limits.spool)
