"""Days as typed, and the instants they cover, at both midnights and across changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.i18n.days import FIRST_YEAR, NoSuchDate, NotADate, day_of, instants, read_day

TODAY = date(2026, 3, 3)
NOUMEA = ZoneInfo("Pacific/Noumea")
DAYS = st.dates(date(1971, 1, 1), date(2037, 12, 30))
INSTANTS = st.integers(32_000_000, 2_145_600_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 1971 to 2037
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", TODAY),
        ("02/01/17", date(2017, 1, 2)),
        ("2/1/17", date(2017, 1, 2)),
        ("02/01/2017", date(2017, 1, 2)),
        ("02-01-2017", date(2017, 1, 2)),
        ("02.01.2017", date(2017, 1, 2)),
        ("02 01 2017", date(2017, 1, 2)),
        ("2017-01-02", date(2017, 1, 2)),
        ("29/02/24", date(2024, 2, 29)),
        ("31/12/46", date(2046, 12, 31)),
        ("01/01/47", date(1947, 1, 1)),
        ("01/01/00", date(2000, 1, 1)),
    ],
)
def test_the_forms_of_the_guide_and_of_the_browsers_are_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["31/02/2026", "29/02/26", "00/01/2026", "01/13/2026", "2026-02-30", "01/01/0001", "01/01/9999"])
def test_a_day_the_calendar_has_not_does_not_exist(text: str) -> None:
    with pytest.raises(NoSuchDate):
        read_day(text, TODAY)


@pytest.mark.parametrize("text", ["hier", "1/1", "01/01/026", "20170102", "01/01/2026 ", "٠١/٠١/٢٠٢٦", "1/1/2026/", "2026-1-1", "%"])
def test_anything_else_is_not_a_date(text: str) -> None:
    with pytest.raises(NotADate):
        read_day(text, TODAY)


@given(st.dates(date(FIRST_YEAR, 1, 1), date(2200, 12, 31)))
def test_every_day_written_in_full_is_read_back(day: date) -> None:
    for text in (day.strftime("%d/%m/%Y"), day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert read_day(text, TODAY) == day


@given(DAYS, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_two_digits_name_the_year_nearest_to_now(day: date, today: date) -> None:
    year = read_day(f"01/01/{day.year % 100:02}", today).year
    assert year % 100 == day.year % 100
    assert today.year - 80 < year <= today.year + 20


def test_a_day_is_the_days_of_noumea() -> None:
    start, end = instants(date(2026, 3, 3), date(2026, 3, 3), NOUMEA)
    assert start == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert end == datetime(2026, 3, 3, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Paris", date(2026, 3, 29), 23),
        ("Europe/Paris", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # 00:00 does not exist
        ("America/Havana", date(2026, 11, 1), 25),  # 00:00 comes twice
        ("America/St_Johns", date(2010, 11, 6), 25),  # its last hour comes again after a minute of the next day
        ("Pacific/Apia", date(2011, 12, 30), 0),  # this day was skipped
        ("Pacific/Noumea", date(2026, 3, 3), 24),
    ],
)
def test_days_have_the_hours_the_clock_gives_them(zone: str, day: date, hours: int) -> None:
    start, end = instants(day, day, ZoneInfo(zone))
    assert end - start == timedelta(hours=hours)


@given(INSTANTS, ZONES)
def test_no_instant_falls_out_of_its_own_day(instant: datetime, zone: ZoneInfo) -> None:
    day = day_of(instant, zone)
    start, end = instants(day, day, zone)
    assert start <= instant < end


@given(DAYS, ZONES)
def test_a_day_begins_and_ends_with_itself(day: date, zone: ZoneInfo) -> None:
    start, end = instants(day, day, zone)
    moment = timedelta(microseconds=1)
    if start < end:
        assert day_of(start, zone) == day_of(end - moment, zone) == day


@given(DAYS, st.integers(0, 400), ZONES)
def test_several_days_are_all_their_days(first: date, length: int, zone: ZoneInfo) -> None:
    last = min(first + timedelta(days=length), date(2037, 12, 30))
    assert instants(first, last, zone) == (instants(first, first, zone)[0], instants(last, last, zone)[1])
