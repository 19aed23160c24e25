"""How a language writes dates: French and English as the guide and the portal have them, others as Babel's data say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from babel.dates import format_datetime

PIECE = re.compile(r"'[^']*'|[dMLy]+")  # of a pattern of Babel's: a word between apostrophes, or one part of the date
TIME = "HH:mm"  # 24 hours everywhere: a laboratory has no « 6:42 PM »
SKELETONS = ("MMMMEEEEd", "MMMMEd", "MMMEd")  # a day of the week, a day, a month: the most said first


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How one language writes dates.

    Days of lists are joined by hand: Babel's patterns cost more than the whole row they stand in.
    """

    locale: Locale
    order: str  # « dmy », « ymd » or « mdy »
    separator: str
    months: tuple[str, ...]  # as they stand in a list: « 03 » or « Mar »
    long_pattern: str  # Babel's, for sentences
    recent_pattern: str  # the same without the year
    first_of_month: str = ""  # how the first day of a month is written in a sentence; empty: as the others

    def day(self, iso: str) -> str:
        """Write a date known to the day, the month or the year (ISO 8601, maybe cut short)."""
        year, month, day = [*iso.split("-"), "", ""][:3]
        if not month:
            return year
        parts = {"d": day, "m": self.months[int(month) - 1], "y": year}
        return self.separator.join(part for each in self.order if (part := parts[each]))

    def moment(self, local: datetime) -> str:
        """Write a day and its time."""
        return f"{self.day(local.date().isoformat())} {local:%H:%M}"

    def in_words(self, local: datetime, *, year: bool) -> str:
        """Write a moment for a sentence, with or without its year."""
        pattern = self.long_pattern if year else self.recent_pattern
        if local.day == 1 and self.first_of_month:
            pattern = pattern.replace(" d ", f" '{self.first_of_month}' ")
        return format_datetime(local, pattern, locale=self.locale)


def style_of(locale: Locale) -> DateStyle:
    """Return how a language writes dates."""
    if locale.language in SHIPPED and locale.territory is None:
        return SHIPPED[locale.language]()
    short = str(locale.date_formats["short"].pattern)
    parts = [(match[0], match.start(), match.end()) for match in PIECE.finditer(short) if not match[0].startswith("'")]
    separator = "".join(character for character in short[parts[0][2] : parts[1][1]] if character.isprintable())
    return DateStyle(
        locale=locale,
        order="".join(part[0].lower().replace("l", "m") for part, _, _ in parts),
        separator=separator,
        months=_numbers(),
        long_pattern=_timed(locale, str(locale.date_formats["full"].pattern)),
        recent_pattern=_timed(locale, _without_year(locale)),
    )


def _french() -> DateStyle:
    day = "EEEE d MMMM"
    return DateStyle(Locale("fr"), "dmy", "/", _numbers(), f"{day} y 'à' {TIME}", f"{day} 'à' {TIME}", "1er")


def _english() -> DateStyle:
    # With names of months: 03/02 is not the same day on both sides of an ocean.
    day = "EEEE d MMMM"
    return DateStyle(Locale("en"), "dmy", " ", _names(Locale("en")), f"{day} y 'at' {TIME}", f"{day} 'at' {TIME}")


SHIPPED: dict[str, Callable[[], DateStyle]] = {"fr": _french, "en": _english}


def _numbers() -> tuple[str, ...]:
    return tuple(f"{month:02}" for month in range(1, 13))


def _names(locale: Locale) -> tuple[str, ...]:
    names = locale.months["format"]["abbreviated"]
    return tuple(str(names[month]) for month in range(1, 13))


def _timed(locale: Locale, day: str) -> str:
    return str(locale.datetime_formats["full"]).replace("{1}", day).replace("{0}", TIME)


def _without_year(locale: Locale) -> str:
    found = next(str(locale.datetime_skeletons[name].pattern) for name in SKELETONS if name in locale.datetime_skeletons)
    pieces = re.split(r"('[^']*')", found)
    return "".join(piece if piece.startswith("'") else _in_full(piece) for piece in pieces)


def _in_full(pattern: str) -> str:
    return re.sub(r"[Ec]+", "EEEE", re.sub(r"[ML]{3,}", "MMMM", pattern))
