"""The records of a ZIP file (APPNOTE.TXT, 4.3): files are stored as they are, lengths stand before the bytes."""

from __future__ import annotations

from datetime import datetime
from struct import pack
from typing import NamedTuple

from ceres_export.archive.entry import Entry

PLAIN, LARGE = 20, 45  # versions needed to read: folders and stored files; 64 bits
MADE_BY_UNIX = 3 << 8
READABLE = 0o100644 << 16
UTF8_NAME = 1 << 11
LIMIT_32, LIMIT_16 = 0xFFFFFFFF, 0xFFFF
LARGE_FIELD = 0x0001
FIRST_YEAR, LAST_YEAR = 1980, 2107  # what two bytes can say


class Placed(NamedTuple):
    """An entry and where its header stands."""

    entry: Entry
    offset: int


def local_header(entry: Entry) -> bytes:
    """Return what stands before the bytes of a file; no descriptor follows them."""
    large = entry.size >= LIMIT_32
    size = LIMIT_32 if large else entry.size
    extra = pack("<HHQQ", LARGE_FIELD, 16, entry.size, entry.size) if large else b""
    name = entry.name.encode()
    fixed = ("<4sHHHHHLLLHH", b"PK\3\4", LARGE if large else PLAIN, _flags(entry), 0, *_moment(entry.modified))
    return pack(*fixed, entry.crc, size, size, len(name), len(extra)) + name + extra


def central_header(placed: Placed) -> bytes:
    """Return the line of the directory at the end."""
    entry = placed.entry
    size, offset = min(entry.size, LIMIT_32), min(placed.offset, LIMIT_32)
    beyond = [entry.size] * 2 if size == LIMIT_32 else []
    beyond += [placed.offset] if offset == LIMIT_32 else []
    extra = pack(f"<HH{len(beyond)}Q", LARGE_FIELD, 8 * len(beyond), *beyond) if beyond else b""
    version = LARGE if beyond else PLAIN
    name = entry.name.encode()
    fixed = ("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", MADE_BY_UNIX | version, version, _flags(entry), 0, *_moment(entry.modified))
    return pack(*fixed, entry.crc, size, size, len(name), len(extra), 0, 0, 0, READABLE, offset) + name + extra


def ending(count: int, start: int, size: int) -> bytes:
    """Return the end of the archive, whose directory of ``count`` lines begins at ``start``."""
    shown = min(count, LIMIT_16)
    last = pack("<4sHHHHLLH", b"PK\5\6", 0, 0, shown, shown, min(size, LIMIT_32), min(start, LIMIT_32), 0)
    if count < LIMIT_16 and size < LIMIT_32 and start < LIMIT_32:
        return last
    made = MADE_BY_UNIX | LARGE
    large = pack("<4sQHHLLQQQQ", b"PK\6\6", 44, made, LARGE, 0, 0, count, count, size, start)
    return large + pack("<4sLQL", b"PK\6\7", 0, start + size, 1) + last


def _flags(entry: Entry) -> int:
    return 0 if entry.name.isascii() else UTF8_NAME


def _moment(at: datetime) -> tuple[int, int]:
    """Return the time and the day as MS-DOS wrote them."""
    year = min(max(at.year, FIRST_YEAR), LAST_YEAR) - FIRST_YEAR
    return at.hour << 11 | at.minute << 5 | at.second // 2, year << 9 | at.month << 5 | at.day
