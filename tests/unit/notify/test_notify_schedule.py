"""When somebody is told: frequencies, quiet hours, nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_notify.models import Frequency
from ceres_notify.schedule import Wishes, after_quiet, due_at, is_quiet, next_hour

NOUMEA, PARIS = ZoneInfo("Pacific/Noumea"), ZoneInfo("Europe/Paris")
# Half an hour, at midnight, at the start of a day: the clock changes nobody thinks of.
ZONES = [NOUMEA, PARIS, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Havana"), ZoneInfo("Africa/Cairo"), ZoneInfo("America/St_Johns")]
AN_HOUR = timedelta(hours=1)

START = datetime(2024, 1, 1, tzinfo=UTC)

instants = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
hours = st.integers(0, 23)
quiets = st.none() | st.tuples(hours, hours)


def at(text: str, zone: ZoneInfo = NOUMEA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def wishes(frequency: Frequency = Frequency.IMMEDIATE, hour: int = 7, quiet: tuple[int, int] | None = None) -> Wishes:
    return Wishes(frequency, hour, quiet)


def test_at_once_means_at_once():
    since = at("2026-03-03T09:14")
    assert due_at(wishes(), since, since, NOUMEA) == since


def test_grouped_means_at_most_one_an_hour():
    since = at("2026-03-03T09:14")
    grouped = wishes(Frequency.HOURLY)
    assert due_at(grouped, since, None, NOUMEA) == since
    assert due_at(grouped, since, at("2026-03-03T09:00"), NOUMEA) == at("2026-03-03T10:00")
    assert due_at(grouped, since, at("2026-03-02T09:00"), NOUMEA) == since


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-03-03T06:59", "2026-03-03T07:00"),
        ("2026-03-03T07:00", "2026-03-03T07:00"),
        ("2026-03-03T07:01", "2026-03-04T07:00"),
        ("2026-03-03T23:59", "2026-03-04T07:00"),
    ],
)
def test_daily_means_at_the_hour_of_the_site(since: str, due: str):
    assert due_at(wishes(Frequency.DAILY), at(since), None, NOUMEA) == at(due)


@pytest.mark.parametrize(
    ("quiet", "instant", "end"),
    [
        ((22, 7), "2026-03-03T21:59", "2026-03-03T21:59"),
        ((22, 7), "2026-03-03T22:00", "2026-03-04T07:00"),
        ((22, 7), "2026-03-04T06:59", "2026-03-04T07:00"),
        ((22, 7), "2026-03-04T07:00", "2026-03-04T07:00"),
        ((12, 14), "2026-03-03T13:30", "2026-03-03T14:00"),
        ((7, 7), "2026-03-03T07:00", "2026-03-03T07:00"),
        ((22, 0), "2026-03-03T23:00", "2026-03-04T00:00"),
    ],
)
def test_quiet_hours_are_waited_for(quiet: tuple[int, int], instant: str, end: str):
    assert after_quiet(wishes(quiet=quiet), at(instant), NOUMEA) == at(end)


def test_an_hour_that_the_clocks_jump_over_is_the_jump():
    assert next_hour(at("2026-03-29T01:30", PARIS), 2, PARIS) == at("2026-03-29T03:00", PARIS)


def test_an_hour_that_comes_twice_counts_once():
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)  # 2 h, summer time
    assert next_hour(at("2026-10-25T01:30", PARIS), 2, PARIS) == first
    assert next_hour(first + timedelta(minutes=1), 2, PARIS) == at("2026-10-26T02:00", PARIS)


@given(instants, st.sampled_from(list(Frequency)), hours, quiets, st.sampled_from(ZONES), st.none() | instants)
def test_nobody_is_told_early_in_quiet_hours_or_never(
    since: datetime, frequency: Frequency, hour: int, quiet: tuple[int, int] | None, zone: ZoneInfo, last: datetime | None
):
    last = last if last is None or last <= since else since
    due = due_at(Wishes(frequency, hour, quiet), since, last, zone)
    assert due >= since
    assert due - since <= timedelta(hours=50)
    assert quiet is None or not is_quiet(quiet, due.astimezone(zone).hour)
    if frequency is Frequency.HOURLY and last:
        assert due >= last + AN_HOUR


@given(instants, hours, st.sampled_from(ZONES))
def test_the_next_hour_is_near_and_shown_by_the_clocks_where_they_show_it(instant: datetime, hour: int, zone: ZoneInfo):
    found = next_hour(instant, hour, zone)
    assert timedelta(0) <= found - instant <= timedelta(hours=26)
    local = found.astimezone(zone)
    before = (found - timedelta(seconds=1)).astimezone(zone)
    jump = local.utcoffset() != before.utcoffset()
    assert (local.hour, local.minute) == (hour, 0) or jump
