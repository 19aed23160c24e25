"""Part of a file, as a file."""

from __future__ import annotations

import io
import os
from typing import BinaryIO


class Window(io.RawIOBase):
    """The bytes of ``content`` from ``start`` until just before ``stop``; closes ``content`` with itself.

    It is seekable, so that a server with an I/O loop of its own can take it over and no thread waits for a
    slow reader; it has no ``fileno``, so that no server sends the file beyond the window.
    """

    def __init__(self, content: BinaryIO, start: int, stop: int) -> None:
        super().__init__()
        self._content = content
        self._start = start
        self._stop = stop
        content.seek(start)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position in the window."""
        return self._content.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move within the window."""
        origin = {os.SEEK_SET: self._start, os.SEEK_CUR: self._content.tell(), os.SEEK_END: self._stop}[whence]
        return self._content.seek(min(max(origin + offset, self._start), self._stop)) - self._start

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into ``buffer``, no further than the window."""
        wanted = min(len(buffer), self._stop - self._content.tell())
        data = self._content.read(wanted)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file too."""
        try:
            self._content.close()
        finally:
            super().close()
