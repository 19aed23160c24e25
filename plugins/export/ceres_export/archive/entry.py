"""What an archive is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive; its length and check sum are known before it is opened."""

    name: str
    size: int  # bytes
    crc: int
    modified: datetime  # as the clock on the wall shows it
    open: Callable[[], BinaryIO]


def text_entry(name: str, text: bytes, modified: datetime) -> Entry:
    """Return a small file that stands in memory."""
    return Entry(name, len(text), crc32(text), modified, lambda: BytesIO(text))
