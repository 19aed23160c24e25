"""An archive as a file that exists nowhere: read from the documents as it is sent."""

from __future__ import annotations

import io
import os
from bisect import bisect_right
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import BinaryIO, NamedTuple

from ceres_export.archive.entry import Entry
from ceres_export.archive.records import Placed, central_header, ending, local_header

BLOCK = 256 * 1024  # bytes


class Piece(NamedTuple):
    """Bytes that stand together in the archive."""

    start: int
    size: int
    open: Callable[[], BinaryIO]


class Archive(io.RawIOBase):
    """A ZIP of ``entries``, readable and seekable.

    Only headers stand in memory, and one document at a time is open. It has no ``fileno``, so that no server
    sends the file of a document instead, and is seekable, so that one with a loop of its own can take it over
    and no thread waits for a slow reader.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._pieces = _pieces(entries)
        self._starts = [piece.start for piece in self._pieces]
        self.size = self._pieces[-1].start + self._pieces[-1].size
        self._position = 0
        self._open: tuple[Piece, BinaryIO] | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move; never beyond an end."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = min(max(origin + offset, 0), self.size)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Read all that is left, or at most ``size`` bytes and a block.

        Servers ask for as much as a socket might take, which is megabytes at a time, and free them in another order.

        Raises:
            OSError: a document became shorter than it was; the archive must not look whole.
        """
        left = self.size - self._position
        wanted = left if size is None or size < 0 else min(size, left, BLOCK)
        parts = []
        while wanted > 0:
            part = self._read_some(wanted)
            parts.append(part)
            wanted -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into ``buffer``."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the document that is open."""
        self._leave()
        super().close()

    def _read_some(self, wanted: int) -> bytes:
        piece = self._pieces[bisect_right(self._starts, self._position) - 1]
        begin = self._position - piece.start
        content = self._enter(piece)
        if content.tell() != begin:
            content.seek(begin)
        data = content.read(min(wanted, piece.size - begin))
        if not data:
            raise OSError("a document of the archive ends too early")
        self._position += len(data)
        return data

    def _enter(self, piece: Piece) -> BinaryIO:
        if self._open is None or self._open[0] is not piece:
            self._leave()
            self._open = piece, piece.open()
        return self._open[1]

    def _leave(self) -> None:
        # Also called for an archive that could not be made.
        if (left := getattr(self, "_open", None)) is not None:
            self._open = None
            left[1].close()


def _pieces(entries: Sequence[Entry]) -> list[Piece]:
    pieces, placed, position = [], [], 0
    for entry in entries:
        header = local_header(entry)
        placed.append(Placed(entry, position))
        for size, opener in ((len(header), _memory(header)), (entry.size, entry.open)):
            if size:
                pieces.append(Piece(position, size, opener))
                position += size
    directory = b"".join(map(central_header, placed))
    end = ending(len(placed), position, len(directory))
    return [*pieces, Piece(position, len(directory) + len(end), _memory(directory + end))]


def _memory(data: bytes) -> Callable[[], BinaryIO]:
    return lambda: BytesIO(data)
