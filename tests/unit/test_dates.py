"""Dates as each language writes them, in the site's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.i18n import LANGUAGES
from ceres.i18n.dates import DateFilters, make_styles

FILTERS = DateFilters(make_styles())


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


@given(st.dates())
def test_every_day_of_the_calendar_can_be_written(day: date) -> None:
    for language in LANGUAGES:
        assert str(day.year) in FILTERS.day(context(language), day)


def test_a_language_without_its_dates_is_refused() -> None:
    with pytest.raises(ValueError, match="each language"):
        DateFilters({"fr": make_styles()["fr"]})
