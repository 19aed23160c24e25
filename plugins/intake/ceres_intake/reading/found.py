"""What was read, and where it stood: what people are shown when they ask why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A text and its path, both empty when nothing was found."""

    text: str = ""
    path: str = ""

    def cut(self, length: int) -> Found:
        """Return it with at most ``length`` characters."""
        return Found(self.text[:length], self.path)

    def __bool__(self) -> bool:
        """Whether something was found."""
        return bool(self.text)


NOTHING = Found()
