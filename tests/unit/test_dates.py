"""Dates as each language writes them, in the site's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from ceres.i18n import LANGUAGES
from ceres.i18n.dates import DateFilters
from ceres.i18n.styles import style_of

OTHERS = ("de", "es", "pt-BR", "en-US", "sv", "hu", "lt", "bg", "ar", "fa", "he", "zh", "ko", "ja", "ru", "fi")
FILTERS = DateFilters({code: style_of(Locale.parse(code, sep="-")) for code in (*LANGUAGES, *OTHERS)})


def context(language: str = "fr", zone: str = "Pacific/Noumea") -> Any:
    return {"request": SimpleNamespace(locale_name=language, zone=ZoneInfo(zone))}


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("1958-07-14", "14/07/1958", "14 Jul 1958"),
        ("1958-07", "07/1958", "Jul 1958"),
        ("1958", "1958", "1958"),
        ("", "", ""),
    ],
)
def test_a_day_is_written_as_precisely_as_it_is_known(iso: str, french: str, english: str) -> None:
    assert FILTERS.day(context("fr"), iso) == french
    assert FILTERS.day(context("en"), iso) == english


def test_a_day_may_be_a_date() -> None:
    assert FILTERS.day(context(), date(2026, 3, 2)) == "02/03/2026"


def test_a_moment_is_that_of_the_site() -> None:
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    assert FILTERS.moment(context(), late) == "03/03/2026 09:30"
    assert FILTERS.moment(context("en", "Europe/London"), late) == "02 Mar 2026 22:30"


def test_a_moment_in_a_sentence() -> None:
    moment = datetime(2026, 3, 2, 7, 42, tzinfo=UTC)
    assert FILTERS.longmoment(context(), moment) == "lundi 2 mars 2026 à 18:42"
    assert FILTERS.longmoment(context("en"), moment) == "Monday 2 March 2026 at 18:42"


def test_the_first_day_of_a_month_is_an_ordinal_in_french() -> None:
    moment = datetime(2026, 2, 28, 20, 0, tzinfo=UTC)
    assert FILTERS.longmoment(context(), moment) == "dimanche 1er mars 2026 à 07:00"
    assert FILTERS.longmoment(context("en"), moment) == "Sunday 1 March 2026 at 07:00"


@pytest.mark.parametrize(
    ("language", "day", "month", "sentence", "recent"),
    [
        ("de", "02.03.2026", "03.2026", "Montag, 2. März 2026, 18:42", "Montag, 2. März, 18:42"),
        ("es", "02/03/2026", "03/2026", "lunes, 2 de marzo de 2026, 18:42", "lunes, 2 de marzo, 18:42"),
        ("pt-BR", "02/03/2026", "03/2026", "segunda-feira, 2 de março de 2026 18:42", "segunda-feira, 2 de março 18:42"),
        ("en-US", "03/02/2026", "03/2026", "Monday, March 2, 2026, 18:42", "Monday, March 2, 18:42"),
        ("sv", "2026-03-02", "2026-03", "måndag 2 mars 2026 18:42", "måndag 2 mars 18:42"),
        ("zh", "2026/03/02", "2026/03", "2026年3月2日星期一 18:42", "3月2日星期一 18:42"),
        ("ar", "02/03/2026", "03/2026", "الاثنين، 2 مارس 2026، 18:42", "الاثنين، 2 مارس، 18:42"),
    ],
)
def test_another_language_writes_dates_as_its_country_does(language: str, day: str, month: str, sentence: str, recent: str) -> None:
    moment = datetime(2026, 3, 2, 7, 42, tzinfo=UTC)
    request = context(language)["request"]
    assert (FILTERS.day(context(language), "2026-03-02"), FILTERS.day(context(language), "2026-03")) == (day, month)
    assert FILTERS.moment(context(language), moment) == f"{day} 18:42"
    assert FILTERS.in_words(request, moment) == sentence
    assert FILTERS.in_words(request, moment, year=False) == recent


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_of_the_calendar_can_be_written(day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    for language in (*LANGUAGES, *OTHERS):
        assert str(day.year) in FILTERS.day(context(language), day)
        assert str(day.day) in FILTERS.in_words(context(language)["request"], noon, year=False)
