"""Sets of event numbers, written short: « 1-40,42 »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Ranges = tuple[tuple[int, int], ...]
"""Pairs (first, last), both included, in order, apart from each other."""


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Return the ranges of numbers that come in ascending order."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def write_ranges(ranges: Ranges) -> str:
    """Return the text of ``ranges``."""
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)


def read_ranges(text: str) -> Ranges:
    """Return the ranges of a text.

    Raises:
        ValueError: it is not one.
    """
    return tuple(_pair(part) for part in text.split(",")) if text else ()


def members(ranges: Ranges) -> Iterator[int]:
    """Yield each number."""
    for first, last in ranges:
        yield from range(first, last + 1)


def holes(first: int, last: int, present: Iterable[int]) -> Ranges:
    """Return what is missing from ``first`` to ``last`` beside ``present`` (ascending)."""
    found: list[tuple[int, int]] = []
    expected = first
    for number in present:
        if number > expected:
            found.append((expected, number - 1))
        expected = number + 1
    if expected <= last:
        found.append((expected, last))
    return tuple(found)


def without(ranges: Ranges, gone: Iterable[int]) -> Ranges:
    """Return ``ranges`` less the numbers ``gone`` (ascending)."""
    taken = sorted(gone)
    return tuple(hole for first, last in ranges for hole in holes(first, last, (each for each in taken if first <= each <= last)))


def holds(ranges: Ranges, number: int) -> bool:
    """Tell whether ``number`` is among them."""
    return any(first <= number <= last for first, last in ranges)


def _pair(part: str) -> tuple[int, int]:
    first, _, last = part.partition("-")
    return int(first), int(last or first)
