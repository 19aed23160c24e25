"""The content of one frame while it arrives: small in memory, larger in a nameless file, too large not at all."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

logger = logging.getLogger(__name__)

HEAD = 4096  # bytes: enough to answer the sender of what is not kept


@dataclass(frozen=True, slots=True)
class Spool:
    """Where contents wait once they are too large for memory."""

    memory: int = 512 * 1024  # bytes of one frame
    folder: Path | None = None  # None: the system's temporary folder


class Body:
    """Collects a content; ``size`` is what was sent, kept or not."""

    def __init__(self, limit: int, spool: Spool) -> None:
        self._limit = limit
        self._spool = spool
        self._held = bytearray()
        self._file: BinaryIO | None = None
        self.size = 0
        self.head = b""
        self.failed = False  # the system did not take it: the sender must send again

    @property
    def oversized(self) -> bool:
        """Whether it is larger than what is taken in."""
        return self.size > self._limit

    def add(self, data: bytes) -> None:
        """Append ``data``."""
        self.size += len(data)
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        if self.oversized or self.failed:
            self.close()
            return
        self._held += data
        if len(self._held) > self._spool.memory:
            self._pour()

    def take(self) -> bytes:
        """Return the content; raises OSError when the system cannot give it back. To be called once."""
        held, self._held = self._held, bytearray()
        if self._file is None:
            return bytes(held)
        with self._file as file:
            self._file = None
            file.write(held)
            file.seek(0)
            return file.read()

    def close(self) -> None:
        """Let go of what is held."""
        self._held = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _pour(self) -> None:
        try:
            if self._file is None:
                self._file = TemporaryFile(dir=self._spool.folder)  # noqa: SIM115 (closed by take or close)
            self._file.write(self._held)
            self._held = bytearray()
        except OSError as error:
            logger.error("a message cannot wait on disk: %s", error.strerror)
            self.failed = True
            self.close()
