"""HL7 dates: instants with or without an offset, birth dates as precise as they were sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

INSTANT = re.compile(r"(\d{8})(\d{2})?(\d{2})?(\d{2})?\d*(?:\.\d*)?([+-]\d{1,4}|Z)?(?!\d)")
BIRTH = re.compile(r"(\d{4})-?(\d{2})?-?(\d{2})?")
ENGLISH = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})")
MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1)
}
OLDEST_BIRTH = 1850
WIDEST_OFFSET = timedelta(hours=14)


def parse_instant(text: str, zone: tzinfo) -> datetime | None:
    """Return the instant in UTC; None when it is not at least a day.

    Args:
        text: HL7 TS or DTM; an offset that cannot be one (``-9900``) is as good as none, ``-500`` is -05:00.
        zone: the zone of the clock, where the text gives no offset.
    """
    found = INSTANT.match(text.strip())
    if found is None:
        return None
    day, hour, minute, second, offset = found.groups(default="00")
    try:
        moment = datetime.strptime(f"{day}{hour}{minute}{second}", "%Y%m%d%H%M%S")  # noqa: DTZ007
        return moment.replace(tzinfo=_offset(offset) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo | None:
    if text in ("00", "Z"):
        return UTC if text == "Z" else None
    digits = text[1:].rjust(2, "0").ljust(4, "0") if len(text) < 4 else text[1:].rjust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if size > WIDEST_OFFSET:
        return None
    return timezone(-size if text[0] == "-" else size)


def parse_birth_date(text: str) -> str:
    """Return an ISO date as precise as ``text``: 1950, 1950-03, 1950-03-21; empty when not even the year is known.

    Days and months that do not exist (00, 99, the 31st of June) are unknown ones: nothing is invented.
    """
    found = BIRTH.match(_in_figures(text.strip()))
    if found is None or int(found[1]) < OLDEST_BIRTH:
        return ""
    year, month, day = found.groups(default="00")
    if not "01" <= month <= "12":
        return year
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-{month}"


def _in_figures(text: str) -> str:
    # « Aug 15, 1942 »: written by hand into a system that checks nothing.
    found = ENGLISH.fullmatch(text)
    return f"{found[3]}{MONTHS[found[1]]:02}{int(found[2]):02}" if found and found[1] in MONTHS else text
