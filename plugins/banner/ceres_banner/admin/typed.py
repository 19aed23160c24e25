"""What is typed in the form of an announcement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.api import AnnouncementLevel, Refused, end_of, posted, start_of
from ceres_banner.drafts import AnnouncementRefused, Draft
from ceres_banner.models import Audience

if TYPE_CHECKING:
    from ceres.api import Request

FIELDS = ("fr", "en", "from", "until", "level", "audience")
LEVELS = (AnnouncementLevel.INFO, AnnouncementLevel.WARN, AnnouncementLevel.CRIT)
YEARS = range(2000, 3000)


class BadMoment(AnnouncementRefused):
    """A moment is not one."""

    def __init__(self) -> None:
        super().__init__("Une date ne peut pas être lue.")


def typed_fields(request: Request) -> Mapping[str, str]:
    """Return what was typed; a text is one line."""
    return {name: posted(request, name).replace("\r\n", " ").replace("\n", " ") for name in FIELDS}


def draft_of(typed: Mapping[str, str], zone: Any, now: datetime) -> Draft:
    """Return the announcement; a day that it lasts until is included.

    Raises:
        BadMoment: a moment cannot be read.
    """
    return Draft(
        text_fr=typed["fr"],
        text_en=typed["en"],
        starts_at=_moment(start_of, typed["from"], zone) if typed["from"] else now,
        ends_at=_moment(end_of, typed["until"], zone) if typed["until"] else None,
        level=next((each for each in LEVELS if each.value == typed["level"]), AnnouncementLevel.INFO),
        audience=next((each for each in Audience if each.value == typed["audience"]), Audience.BOTH),
    )


def _moment(read: Any, text: str, zone: Any) -> datetime:
    try:
        found: datetime = read(text, zone)
    except (Refused, OverflowError):
        raise BadMoment from None
    if found.year not in YEARS:
        raise BadMoment
    return found
