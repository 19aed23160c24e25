"""What the form of the preferences says; a field that is not sent keeps its value, an unticked box is not sent."""

from __future__ import annotations

from collections.abc import Mapping

from ceres_notify.models import Frequency
from ceres_notify.preferences import Choice
from ceres_notify.schedule import Wishes

HOURS = range(24)


class Unreadable(ValueError):
    """Not what the form of the page sends."""


def read_choice(fields: Mapping[str, str], before: Choice) -> Choice:
    """Return what ``fields`` choose; raises Unreadable."""
    was = before.wishes
    try:
        frequency = Frequency(fields.get("frequency", was.frequency))
    except ValueError as error:
        raise Unreadable from error
    hour = _hour(fields.get("hour", str(was.hour)))
    start, end = (_hour_or_none(fields.get(name, usual)) for name, usual in zip(("quiet_from", "quiet_until"), _texts(was), strict=True))
    quiet = None if start is None or end is None or start == end else (start, end)
    return Choice(fields.get("enabled", "") not in ("", "0", "false", "off"), Wishes(frequency, hour, quiet))


def _texts(wishes: Wishes) -> tuple[str, str]:
    return ("", "") if wishes.quiet is None else (str(wishes.quiet[0]), str(wishes.quiet[1]))


def _hour_or_none(text: str) -> int | None:
    return _hour(text) if text else None


def _hour(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 2 or int(text) not in HOURS:
        raise Unreadable
    return int(text)
