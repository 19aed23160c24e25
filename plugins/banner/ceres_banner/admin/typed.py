"""What is typed in the form of an announcement, and what the form shows of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.api import AnnouncementLevel, Refused, end_of, posted, start_of
from ceres_banner.models import MAIN_LANGUAGE, Audience
from ceres_banner.services import State, state_of
from ceres_banner.written import AnnouncementRefused, BadPlace, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ceres.api import Request
    from ceres_banner.models import BannerAnnouncement

LEVELS = (AnnouncementLevel.INFO, AnnouncementLevel.WARN, AnnouncementLevel.CRIT)
PLACES: Mapping[frozenset[str], Audience] = {
    frozenset({Audience.BEFORE.value}): Audience.BEFORE,
    frozenset({Audience.AFTER.value}): Audience.AFTER,
    frozenset({Audience.BEFORE.value, Audience.AFTER.value}): Audience.BOTH,
}
YEARS = range(2000, 3000)
MOMENT = "%Y-%m-%dT%H:%M"


class BadMoment(AnnouncementRefused):
    """A moment is not one."""

    def __init__(self) -> None:
        super().__init__("Une date ne peut pas être lue.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form; a text is one line."""

    texts: Mapping[str, str]
    start: str = ""
    until: str = ""
    level: str = AnnouncementLevel.INFO.value
    places: frozenset[str] = frozenset({Audience.BEFORE.value, Audience.AFTER.value})

    @classmethod
    def of(cls, request: Request, codes: Iterable[str]) -> Typed:
        """Return what was typed, the texts in the languages of these codes."""
        return cls(
            texts={code: posted(request, code).replace("\r\n", " ").replace("\n", " ") for code in codes},
            start=posted(request, "from"),
            until=posted(request, "until"),
            level=posted(request, "level"),
            places=frozenset(str(each) for each in request.POST.getall("where")),
        )

    @classmethod
    def from_row(cls, row: BannerAnnouncement, codes: Iterable[str], zone: Any, now: datetime) -> Typed:
        """Return what the form shows of an announcement; moments of one that is over, or past ones of a draft, mean nothing any more."""
        places = next(places for places, audience in PLACES.items() if audience is row.audience)
        state = state_of(row, now)
        kept = state in (State.ONLINE, State.PLANNED)
        start = row.starts_at if kept or (state is State.DRAFT and row.starts_at > now) else None
        until = row.ends_at if kept or state is State.DRAFT else None
        start_text, until_text = (f"{each.astimezone(zone):{MOMENT}}" if each else "" for each in (start, until))
        return cls({code: row.texts.get(code, "") for code in codes}, start_text, until_text, row.level.value, places)

    @property
    def chosen_level(self) -> AnnouncementLevel:
        """The importance that was chosen; the least for a forged one."""
        return next((each for each in LEVELS if each.value == self.level), AnnouncementLevel.INFO)

    def written(self, zone: Any, now: datetime) -> Written:
        """Return the announcement; a day that it lasts until is included.

        Raises:
            BadMoment: a moment cannot be read.
            BadPlace: it would be shown nowhere.
        """
        if self.places not in PLACES:
            raise BadPlace
        return Written(
            texts=self.texts,
            starts_at=_moment(start_of, self.start, zone) if self.start else now,
            ends_at=_moment(end_of, self.until, zone) if self.until else None,
            level=self.chosen_level,
            audience=PLACES[self.places],
        )


def codes_of(request: Request, row: BannerAnnouncement | None) -> list[str]:
    """Return the languages that an announcement is written in: the main one, those of the site, and any that it has already."""
    return list(dict.fromkeys((MAIN_LANGUAGE, *request.languages, *(row.texts if row else ()))))


def _moment(read: Any, text: str, zone: Any) -> datetime:
    try:
        found: datetime = read(text, zone)
    except (Refused, OverflowError):
        raise BadMoment from None
    if found.year not in YEARS:
        raise BadMoment
    return found
