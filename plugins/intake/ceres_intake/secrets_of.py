"""What of a message says who the patient is, and the same words, numbers and dates wherever else they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ceres.api import fold

MASK = "•••"
WORD = re.compile(r"[^\W_]+")
SHORTEST, SHORTEST_NAME = 3, 2  # letters of a word that is masked in the rest of the message too
NUMBER = re.compile(r"(?<!\d)\d(?:[ .,/\-\u00a0\u202f]{0,2}\d){3,}")  # a date, a telephone, a national number, grouped in any way
WRITTEN_DATE = re.compile(r"(?<!\d)(\d{1,2})(?:er)?\s+[^\W\d_]{3,9}\.?\s+(\d{4}|\d{2})(?!\d)")
BIRTH_DATE = re.compile(r"((?:18|19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
SHORTEST_NUMBER = 4  # digits; a number that is not longer must stand alone
LONG_NUMBER = 7  # digits: it is recognised inside a longer one too; a shorter one, by chance, is a part of many others
GROUP = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Words without accents and case, numbers as their digits, days and years of birth."""

    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    births: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str], names: Iterable[str]) -> Secrets:
        """Return those of a patient's values, ``names`` among them."""
        texts, names = [*texts], [*names]
        words = {*_words(texts, SHORTEST), *_words(names, SHORTEST_NAME)}
        born = [found.groups() for text in texts for found in BIRTH_DATE.finditer(text)]
        plain = {_digits(word) for text in texts for word in (text, *WORD.findall(text))}
        dates = {way for date in born for way in _ways(*date)}
        ways = {way for number in plain | dates for way in (number, _unpadded(number))}
        numbers = {number for number in ways if len(number) >= SHORTEST_NUMBER}
        years = {(int(day), shown) for year, _, day in born for shown in (year, year[2:])}
        return cls(frozenset(words), frozenset(numbers), frozenset(years))

    def masked(self, text: str) -> str:
        """Return ``text`` without them."""
        if not (self.words or self.numbers):
            return text
        text = WRITTEN_DATE.sub(lambda date: MASK if (int(date[1]), date[2]) in self.births else date[0], text)
        text = NUMBER.sub(lambda number: MASK if self._is_secret(_digits(number[0])) else self._without_short(number[0]), text)
        return WORD.sub(lambda word: MASK if fold(word[0]).replace(" ", "") in self.words else word[0], text)

    def _is_secret(self, digits: str) -> bool:
        return digits in self.numbers or any(len(number) >= LONG_NUMBER and number in digits for number in self.numbers)

    def _without_short(self, text: str) -> str:
        """Return numbers that follow each other, or one in groups, without the short ones that are whole groups of it."""
        groups = [*GROUP.finditer(text)]
        shown, end = "", 0
        for first, group in enumerate(groups):
            # A short number has as many groups as digits, at most.
            ends = (last.end() for last in groups[first : first + LONG_NUMBER] if group.start() >= end)
            if found := next((each for each in ends if self._is_short_secret(text, group.start(), each)), 0):
                shown, end = shown + text[end : group.start()] + MASK, found
        return shown + text[end:]

    def _is_short_secret(self, text: str, start: int, end: int) -> bool:
        # Four digits in groups are a value or a part of a date; alone, they are a word.
        digits = _digits(text[start:end])
        return len(digits) > SHORTEST_NUMBER and (digits in self.numbers or _unpadded(digits) in self.numbers)


def _words(texts: Iterable[str], shortest: int) -> Iterator[str]:
    for text in texts:
        yield from (folded for word in WORD.findall(text) if len(folded := fold(word).replace(" ", "")) >= shortest)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _unpadded(digits: str) -> str:
    return digits.lstrip("0")


def _ways(year: str, month: str, day: str) -> Iterator[str]:
    for shown in (year, year[2:]):
        yield from (f"{day}{month}{shown}", f"{month}{day}{shown}", f"{shown}{month}{day}")
        yield from (f"{int(day)}{int(month)}{shown}", f"{int(day)}{month}{shown}", f"{day}{int(month)}{shown}")
