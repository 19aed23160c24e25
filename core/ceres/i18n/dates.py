"""Dates and times as each language writes them, in the site's zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_datetime
from jinja2 import pass_context

from ceres.i18n import LANGUAGES

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How one language writes dates.

    Days of lists are joined by hand: Babel's patterns cost more than the whole row they stand in.
    """

    separator: str
    months: tuple[str, ...]  # as they stand in a list: « 03 » or « Mar »
    long_pattern: str  # Babel's, for sentences
    first_of_month: str  # how the first day of a month is written in a sentence

    def day(self, iso: str) -> str:
        """Write a date known to the day, the month or the year (ISO 8601, maybe cut short)."""
        year, month, day = [*iso.split("-"), "", ""][:3]
        if not month:
            return year
        return self.separator.join(part for part in (day, self.months[int(month) - 1], year) if part)

    def moment(self, local: datetime) -> str:
        """Write a day and its time."""
        return f"{self.day(local.date().isoformat())} {local:%H:%M}"


def _numbers() -> tuple[str, ...]:
    return tuple(f"{month:02}" for month in range(1, 13))


def _names(language: str) -> tuple[str, ...]:
    names = Locale(language).months["format"]["abbreviated"]
    return tuple(str(names[month]) for month in range(1, 13))


def make_styles() -> Mapping[str, DateStyle]:
    """Return the style of each language of the portal."""
    return {
        "fr": DateStyle("/", _numbers(), "EEEE d MMMM y 'à' HH:mm", "1er"),
        "en": DateStyle(" ", _names("en"), "EEEE d MMMM y 'at' HH:mm", "1"),
    }


class DateFilters:
    """The template filters ``day``, ``moment`` and ``longmoment``."""

    def __init__(self, styles: Mapping[str, DateStyle]) -> None:
        if set(styles) != set(LANGUAGES):
            raise ValueError("each language needs its way of writing dates")
        self._styles = styles

    @pass_context
    def day(self, context: Context, value: str | date) -> str:
        """« 14/07/1958 », « 07/1958 » or « 1958 », as precise as ``value``; empty for an empty one."""
        return self.day_for(context["request"], value)

    def day_for(self, request: Request, value: str | date) -> str:
        """Write a day in the language of a request."""
        iso = value if isinstance(value, str) else value.isoformat()
        return self._styles[request.locale_name].day(iso)

    @pass_context
    def moment(self, context: Context, value: datetime) -> str:
        """« 03/03/2026 09:14 »."""
        request = context["request"]
        return self._styles[request.locale_name].moment(value.astimezone(request.zone))

    @pass_context
    def instant(self, context: Context, value: datetime) -> str:
        """« 03/03/2026 09:14:52 », for journals."""
        return f"{self.moment(context, value)}:{value:%S}"

    @pass_context
    def longmoment(self, context: Context, value: datetime) -> str:
        """« lundi 2 mars 2026 à 18:42 »."""
        return self.in_words(context["request"], value)

    def lately(self, request: Request, value: datetime) -> str:
        """« lundi 2 mars à 18:42 »: the year stands only when it is another."""
        this_year = value.astimezone(request.zone).year == request.now.astimezone(request.zone).year
        return self.in_words(request, value, year=not this_year)

    def in_words(self, request: Request, value: datetime, *, year: bool = True) -> str:
        """Write a moment for a sentence."""
        local = value.astimezone(request.zone)
        style = self._styles[request.locale_name]
        pattern = style.long_pattern if local.day > 1 else style.long_pattern.replace(" d ", f" '{style.first_of_month}' ")
        return format_datetime(local, pattern if year else pattern.replace(" y ", " "), locale=request.locale_name)
