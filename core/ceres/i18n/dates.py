"""Dates and times in the language of a request, in the site's zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from jinja2 import pass_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.runtime import Context

    from ceres.i18n.styles import DateStyle
    from ceres.web.request import Request


class DateFilters:
    """The template filters ``day``, ``moment`` and ``longmoment``, with the style of each language of the site."""

    def __init__(self, styles: Mapping[str, DateStyle]) -> None:
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
        return self._styles[request.locale_name].in_words(value.astimezone(request.zone), year=year)
