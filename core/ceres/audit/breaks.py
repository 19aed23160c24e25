"""What a verification finds wrong, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class BreakKind(StrEnum):
    """What happened to an event, or to a seal."""

    ALTERED = "altered"
    DELETED = "deleted"
    SWAPPED = "swapped"
    INSERTED = "inserted"
    CUT = "cut"  # deleted, and everything after it
    SEAL_ALTERED = "seal-altered"
    SEAL_REMOVED = "seal-removed"
    COPY_ALTERED = "copy-altered"
    KEY = "key"  # another key, or none


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not as it was sealed."""

    kind: BreakKind
    event: int  # the first one concerned
    last: int  # the last one of a row of them
    seal: int | None = None

    def facts(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"kind": self.kind.value, "event": self.event, "last": self.last, "seal": self.seal}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was verified, and what is wrong."""

    events: int  # sealed, and there
    seals: int
    pending: int  # not sealed yet
    head: str  # hash of the last seal
    breaks: tuple[Break, ...]

    @property
    def intact(self) -> bool:
        """Whether all is as it was sealed."""
        return not self.breaks


class TooMany(Exception):
    """Enough is broken: the rest tells nothing more."""


class Findings:
    """Gathers breaks; neighbours that suffered the same are one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: list[Break] = []

    def add(self, kind: BreakKind, event: int, seal: int | None = None) -> None:
        """Note one.

        Raises:
            TooMany: there are enough.
        """
        if self._found:
            before = self._found[-1]
            if (before.kind, before.seal, before.last + 1) == (kind, seal, event):
                self._found[-1] = Break(kind, before.event, event, seal)
                return
        if len(self._found) >= self._most:
            raise TooMany
        self._found.append(Break(kind, event, event, seal))

    def all(self) -> tuple[Break, ...]:
        """Return them by event."""
        return tuple(sorted(self._found, key=lambda each: each.event))
