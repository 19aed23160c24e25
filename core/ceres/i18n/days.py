"""Days as people type them, and the instants they cover."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

TYPED = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
PICKED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
FIRST_YEAR, LAST_YEAR = 1900, 2200
YEARS_AHEAD = 20  # of a year written with two digits; beyond, it is the last century's
A_DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


class NotADate(ValueError):
    """The text has not the form of a date."""


class NoSuchDate(ValueError):
    """The text has the form of a date, and the calendar has no such day."""


def read_day(text: str, today: date, years_ahead: int = YEARS_AHEAD) -> date:
    """Read jj/mm/aa, jj/mm/aaaa or aaaa-mm-jj; an empty text is ``today``.

    A year of two digits is at most ``years_ahead`` years after this one: none, for births.

    Raises:
        NotADate: it is written in no such form.
        NoSuchDate: there is no such day, or its year is out of reach.
    """
    if not text:
        return today
    if picked := PICKED.fullmatch(text):
        year, month, day = picked.groups()
    elif typed := TYPED.fullmatch(text):
        day, month, year = typed.groups()
    else:
        raise NotADate(text)
    return _existing(_full_year(year, today.year + years_ahead), int(month), int(day))


def instants(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants that begin ``first`` and end ``last`` (excluded), both days being those of ``zone``."""
    return _midnights(first, zone)[0], _end(last, zone)


def day_of(instant: datetime, zone: tzinfo) -> date:
    """Return the day it is in ``zone``."""
    return instant.astimezone(zone).date()


def _existing(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchDate
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDate from None


def _full_year(digits: str, latest: int) -> int:
    year = int(digits)
    return year if len(digits) == 4 else latest - (latest - year) % 100


def _end(day: date, zone: tzinfo) -> datetime:
    """Return the instant after the last of ``day``.

    Where the clock goes back over midnight, midnight comes twice: the day may end at the first or at the second.
    """
    early, late = _midnights(day + A_DAY, zone)
    return late if day_of(late - MOMENT, zone) == day else early


def _midnights(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants of midnight at the start of ``day``, usually the same.

    Where the clock jumps over midnight, the first one is the instant of the jump.
    """
    midnight = datetime.combine(day, time(), zone)
    return midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
