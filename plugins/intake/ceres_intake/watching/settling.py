"""Whether a file is whole: its size and its date have not changed for a while, by our own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """A file as it was seen."""

    signature: Signature
    first: float  # when it was first seen at all
    since: float  # when it was first seen like this


class Settling:
    """Remembers what was seen; nothing of it is needed after a restart."""

    def __init__(self, delay: float, monotonic: Callable[[], float]) -> None:
        """Hold a file for whole after ``delay`` seconds without a change."""
        self._delay = delay
        self._monotonic = monotonic
        self._seen: dict[Path, Sight] = {}

    def look(self, files: Iterable[Path]) -> None:
        """Note the state of ``files``, and forget all others."""
        now, seen = self._monotonic(), {}
        for file in files:
            signature = _signature(file)
            if signature is not None:
                before = self._seen.get(file)
                since = before.since if before and before.signature == signature else now
                seen[file] = Sight(signature, before.first if before else now, since)
        self._seen = seen

    def settled(self, file: Path) -> bool:
        """Return whether ``file`` has not changed for the delay."""
        sight = self._seen.get(file)
        return sight is not None and self._monotonic() - sight.since >= self._delay

    def waited(self, file: Path, seconds: float) -> bool:
        """Return whether ``file`` was first seen so long ago."""
        sight = self._seen.get(file)
        return sight is not None and self._monotonic() - sight.first >= seconds


def _signature(file: Path) -> Signature | None:
    try:
        state = file.lstat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ino
