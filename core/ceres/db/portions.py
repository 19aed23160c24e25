"""Cuts long lists of values into statements that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

AT_ONCE = 500  # values of one statement

Value = TypeVar("Value")


def portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield ``values`` in lists of at most `AT_ONCE`, each value once, in their order."""
    distinct = list(dict.fromkeys(values))
    for first in range(0, len(distinct), AT_ONCE):
        yield distinct[first : first + AT_ONCE]
