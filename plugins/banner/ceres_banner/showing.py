"""From the rows and the counts to what the portal shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.api import Action, Announcement, AnnouncementLevel, ArrivalSummary, preferred, shown_tabs

if TYPE_CHECKING:
    from ceres.api import Request
    from ceres_banner.models import BannerAnnouncement

NEWS_ORDER = 10
ORDERS: Mapping[AnnouncementLevel, int] = {AnnouncementLevel.CRIT: 20, AnnouncementLevel.WARN: 30, AnnouncementLevel.INFO: 40}
TITLED = re.compile(r"(?P<title>[^:.]{1,60}?[ \u00a0\u202f]?:)\s+(?P<text>.+)")
DATE_TAB = "date"


def of_the_site(request: Request, row: BannerAnnouncement) -> Announcement:
    """Return an announcement of the site in the language of the page; « Maintenance : … » has its first words in bold."""
    texts = row.texts
    said, *_ = preferred(texts, request.locale_name, request.settings.site.language)
    return replace(
        written_as(row.level, texts[said]),
        dismiss=_dismissal(request, row) if request.identity else None,
        language="" if said == request.locale_name else said,
    )


def written_as(level: AnnouncementLevel, text: str) -> Announcement:
    """Return a text as it is shown, its first words in bold; nothing puts it away."""
    parts = TITLED.fullmatch(text)
    return Announcement(level=level, text=parts["text"] if parts else text, title=parts["title"] if parts else "", order=ORDERS[level])


def of_arrivals(request: Request, found: ArrivalSummary, since: datetime) -> Announcement:
    """Return « 5 nouveaux comptes rendus depuis votre dernière visite, le … : TUFELE Maleta et 2 autres patients »."""
    moment = request.write_moment(since)
    if found.patients:
        names = _names(request, found)
        text = request.translate("depuis votre dernière visite, le ${moment} : ${patients}.", moment=moment, patients=names)
    else:
        text = request.translate("depuis votre dernière visite, le ${moment}.", moment=moment)
    return Announcement(AnnouncementLevel.NEWS, text, NEWS_ORDER, _how_many(request, found), _search(request, found, since))


def _how_many(request: Request, found: ArrivalSummary) -> str:
    if found.more:
        return request.pluralize("Au moins ${n} nouveau compte rendu", "Au moins ${n} nouveaux comptes rendus", found.count)
    return request.pluralize("${n} nouveau compte rendu", "${n} nouveaux comptes rendus", found.count)


def _names(request: Request, found: ArrivalSummary) -> str:
    # Where a name has its own comma, names are kept apart by more.
    names = [request.write_name(patient) for patient in found.patients]
    listed, others = ("; " if any("," in name for name in names) else ", ").join(names), found.patient_count - len(names)
    if not others:
        return listed
    return request.pluralize("${patients} et ${n} autre patient", "${patients} et ${n} autres patients", others, patients=listed)


def _search(request: Request, found: ArrivalSummary, since: datetime) -> Action | None:
    """Return the search by date that shows them all: from the visit on, or from before when a report came late."""
    if not any(tab.slug == DATE_TAB for tab in shown_tabs(request)):
        return None
    first = min(since, found.first_issued_at or since).astimezone(request.zone)
    url = request.route_path("search", tab=DATE_TAB)
    return Action(request.translate("Les afficher"), url, {"from": first.date().isoformat(), "to": ""})


def _dismissal(request: Request, row: BannerAnnouncement) -> Action:
    return Action(request.translate("Masquer cette annonce"), request.route_path("ceres_banner.dismiss"), {"announcement": str(row.id)})
