"""Days and times as they are typed on the command line, in the site's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ceres.cli.errors import Refused

DAYS = ("%Y-%m-%d", "%d/%m/%Y")


def start_of(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant at which what was typed begins: a day (2026-03-31, 31/03/2026) or an instant (2026-03-31T14:00).

    Raises:
        Refused: it is neither.
    """
    day = _day(text)
    return _instant(text, zone) if day is None else datetime.combine(day, time(), zone)


def end_of(text: str, zone: ZoneInfo) -> datetime:
    """Return the first instant after what was typed: a day is included; raises Refused like `start_of`."""
    day = _day(text)
    return _instant(text, zone) if day is None else datetime.combine(day + timedelta(days=1), time(), zone)


def _day(text: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"« {text} » n’est pas une date (exemples : 2026-03-31, 31/03/2026, 2026-03-31T14:00).") from error
    return found if found.tzinfo else found.replace(tzinfo=zone)
