"""Seals in a file, one JSON object a line, only ever appended to; also what a syslog server wrote of them is read."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from ceres.audit.seals import Seal

PRIVATE = 0o600
TAIL = 4 * 1024 * 1024  # bytes: far more than the longest line

KINDS = {each: type(getattr(Seal(0, "", 0, 0, 0, "", "", 0, 0, "", "", "", ""), each)) for each in Seal.__slots__}
BRIEF = ("number", "previous", "first_event", "last_event", "event_count", "created_at", "key_id", "seal_hash", "signature")
"""What fits into one datagram of syslog."""


class SealFile:
    """A copy of the seals in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def last(self) -> Seal | None:
        """Return its last seal; None when there is none.

        Raises:
            OSError: the file cannot be read.
        """
        if not self._file.exists():
            return None
        with self._file.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - TAIL))
            found = list(_seals(opened))
        return found[-1] if found else None

    def append(self, seals: Iterable[Seal]) -> None:
        """Add seals at the end; they are on the disk when this returns.

        Raises:
            OSError: they could not be written.
        """
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
        with os.fdopen(descriptor, "r+b", buffering=0) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if _broken_off(opened):
                opened.write(b"\n")  # whoever wrote the last line was killed: a reader skips it, the seal comes again
            opened.write(b"".join(line_of(seal) for seal in seals))
            os.fsync(opened.fileno())


def line_of(seal: Seal) -> bytes:
    """Return the line of a seal."""
    return json.dumps(asdict(seal), separators=(",", ":")).encode("ascii") + b"\n"


def brief(seal: Seal) -> str:
    """Return what proves the seal, without its list of events."""
    return json.dumps({name: getattr(seal, name) for name in BRIEF}, separators=(",", ":"))


def read_seals(file: Path, size: int | None = None) -> Iterator[Seal]:
    """Yield the seals of a copy in the order of their numbers, of the first ``size`` bytes; a brief one has no ``digest``.

    Lines may begin with what a syslog server puts before them; those that hold no seal are skipped.

    Raises:
        OSError: the file cannot be read.
    """
    last = 0
    with file.open("rb") as opened:
        for seal in _seals(opened, size):
            if seal.number > last:  # what was sent twice counts once
                last = seal.number
                yield seal


def _seals(lines: IO[bytes], size: int | None = None) -> Iterator[Seal]:
    read = 0
    for line in lines:
        read += len(line)
        if size is not None and read > size:
            return
        seal = _seal(line)
        if seal is not None:
            yield seal


def _seal(line: bytes) -> Seal | None:
    start = line.find(b"{")
    try:
        values: Any = json.loads(line[start:]) if start >= 0 else None
    except ValueError:
        return None
    if not isinstance(values, dict) or not values.keys() >= set(BRIEF):
        return None
    kept = {name: values.get(name, kind()) for name, kind in KINDS.items()}
    return Seal(**kept) if all(type(kept[name]) is kind for name, kind in KINDS.items()) else None


def _broken_off(opened: IO[bytes]) -> bool:
    if opened.seek(0, os.SEEK_END) == 0:
        return False
    opened.seek(-1, os.SEEK_END)
    return opened.read(1) != b"\n"
