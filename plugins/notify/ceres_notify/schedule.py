"""When somebody is told: as often as they wish, never in their quiet hours; hours are those of the site's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from ceres_notify.models import Frequency

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often, and when not; hours from 0 to 23."""

    frequency: Frequency
    hour: int
    quiet: tuple[int, int] | None = None  # from, until (excluded)


def due_at(wishes: Wishes, since: datetime, last_told: datetime | None, zone: tzinfo) -> datetime:
    """Return when to tell what waits since ``since``."""
    if wishes.frequency is Frequency.DAILY:
        earliest = next_hour(since, wishes.hour, zone)
    elif wishes.frequency is Frequency.HOURLY and last_told is not None:
        earliest = max(since, last_told + AN_HOUR)
    else:
        earliest = since
    return after_quiet(wishes, earliest, zone)


def after_quiet(wishes: Wishes, instant: datetime, zone: tzinfo) -> datetime:
    """Return ``instant``, or the end of the quiet hours it falls in."""
    if wishes.quiet is None or not is_quiet(wishes.quiet, instant.astimezone(zone).hour):
        return instant
    return next_hour(instant, wishes.quiet[1], zone)


def is_quiet(quiet: tuple[int, int], hour: int) -> bool:
    """Tell whether an hour of the day is quiet; from 22 until 7 goes over midnight, from 7 until 7 is never."""
    start, end = quiet
    return start <= hour < end if start <= end else hour >= start or hour < end


def next_hour(instant: datetime, hour: int, zone: tzinfo) -> datetime:
    """Return the first instant from ``instant`` on at which the clocks of ``zone`` show ``hour`` sharp.

    Where the clocks jump over that hour, the instant of the jump stands for it; where it comes twice, the first one counts.
    """
    day = instant.astimezone(zone).date()
    candidates = (datetime.combine(day + A_DAY * offset, time(hour), zone).astimezone(UTC) for offset in (0, 1, 2))
    return min(each for each in candidates if each >= instant)
