"""« Par date »: reports issued between two days, both included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from translationstring import TranslationStringFactory
from wtforms import Form, StringField

from ceres.api import Category, PluginInfo, ReportQuery, Request, Search, SearchTab, day_of, hookimpl, instants
from ceres_search import order
from ceres_search.fields import add_error, read_day_field

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="search-date",
    title=_("Recherche par date"),
    version="0.1.0",
    category=Category.SEARCH,
    description=_("Ajoute l’onglet « Par date » : les comptes rendus édités entre deux jours."),
    requires_core=">=0.1",
)

FIRST, LAST = "from", "to"
A_DAY = timedelta(days=1)


class DateForm(Form):
    """Two days as typed; ``first`` and ``last`` are read by ``validate``."""

    def __init__(self, request: Request, data: Mapping[str, str] | None) -> None:
        super().__init__(data=dict(data or {}))
        self.request = request
        self.first = self.last = today(request)

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Read both days; each error stands at its field."""
        if not super().validate():
            return False
        first, last = (read_day_field(self.request, self[name], today(self.request)) for name in (FIRST, LAST))
        if first is None or last is None:
            return False
        self.first, self.last = first, last
        if last < first:
            add_error(self[LAST], self.request.translate("La date de fin précède la date de début."))
        return first <= last


# "from" is a word of the language: it cannot be written in the body of the class.
for name in (FIRST, LAST):
    setattr(DateForm, name, StringField())


class DateSearch(Search):
    """From two days to the instants between them."""

    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the form; one of its ready-made periods fills both days."""
        period = (data or {}).get("period", "")
        return DateForm(request, period_days(request, period) or data)

    def criteria(self, request: Request, form: Form) -> Mapping[str, str]:
        """Return both days."""
        if not isinstance(form, DateForm):
            raise TypeError(type(form).__name__)
        return {FIRST: form.first.isoformat(), LAST: form.last.isoformat()}

    def narrow(self, request: Request, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Keep what was issued on these days of the site."""
        return query.issued_between(*instants(*_days(criteria), request.zone))

    def describe(self, request: Request, criteria: Mapping[str, str]) -> Sequence[str]:
        """Return one chip."""
        first, last = (request.write_day(day) for day in _days(criteria))
        return [request.translate("Par date : du ${first} au ${last}", first=first, last=last)]


def today(request: Request) -> date:
    """Return the site's day."""
    return day_of(request.now, request.zone)


def period_days(request: Request, period: str) -> Mapping[str, str] | None:
    """Return both days of a ready-made period, None for any other word."""
    now = today(request)
    visit = request.identity.previous_login_at if request.identity else None
    periods = {
        "today": (now, now),
        "yesterday": (now - A_DAY, now - A_DAY),
        "week": (now - 6 * A_DAY, now),
        "month": (now - 29 * A_DAY, now),
        "visit": (day_of(visit, request.zone) if visit else now, now),
    }
    if period not in periods:
        return None
    first, last = periods[period]
    return {FIRST: first.strftime("%d/%m/%Y"), LAST: last.strftime("%d/%m/%Y")}


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add the tab."""
    return [
        SearchTab(
            slug="date",
            label=request.translate("Par date"),
            short_label=request.translate("Date"),
            order=order.DATE,
            template="ceres_search/date.jinja2",
            search=DateSearch(),
        )
    ]


def _days(criteria: Mapping[str, str]) -> tuple[date, date]:
    return date.fromisoformat(criteria[FIRST]), date.fromisoformat(criteria[LAST])
