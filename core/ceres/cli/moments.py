"""Days and times as they are typed and written on the command line, in the site's zone."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from ceres.cli.errors import Refused
from ceres.db.clock import utcnow
from ceres.i18n.days import NoSuchDate, NotADate, day_of, instants, read_day


def start_of(text: str, zone: tzinfo) -> datetime:
    """Return the instant at which what was typed begins: a day (2026-03-31, 31/03/2026, 31/03/26) or an instant (2026-03-31T14:00).

    Raises:
        Refused: it is neither.
    """
    day = _day(text, zone)
    return _instant(text, zone) if day is None else instants(day, day, zone)[0]


def end_of(text: str, zone: tzinfo) -> datetime:
    """Return the first instant after what was typed: a day is included; raises Refused like `start_of`."""
    day = _day(text, zone)
    return _instant(text, zone) if day is None else instants(day, day, zone)[1]


def written(moment: datetime, zone: tzinfo) -> str:
    """Return « 31/03/2026 14:00 »."""
    return f"{moment.astimezone(zone):%d/%m/%Y %H:%M}"


def written_end(moment: datetime | None, zone: tzinfo) -> str:
    """Return the end of something, or that it has none."""
    return written(moment, zone) if moment else "sans fin"


def _day(text: str, zone: tzinfo) -> date | None:
    try:
        return read_day(text, day_of(utcnow(), zone)) if text else None
    except NotADate:
        return None
    except NoSuchDate:
        raise Refused(f"le jour « {text} » n’existe pas.") from None


def _instant(text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"« {text} » n’est pas une date (exemples : 2026-03-31, 31/03/2026, 2026-03-31T14:00).") from error
    return found if found.tzinfo else found.replace(tzinfo=zone)
