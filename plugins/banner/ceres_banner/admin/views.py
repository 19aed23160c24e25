"""Publishing, previewing and ending announcements."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.api import Announcement, AnnouncementLevel, confirmed, framed, posted
from ceres_banner.admin.typed import FIELDS, LEVELS, draft_of, typed_fields
from ceres_banner.drafts import LONGEST, AnnouncementRefused, BadPeriod, BadText, UnknownAnnouncement
from ceres_banner.models import Audience
from ceres_banner.services import AnnouncementDesk, State, state_of
from ceres_banner.showing import written_as

if TYPE_CHECKING:
    from ceres.api import Request

MOST = 100  # announcements listed
EMPTY = {**dict.fromkeys(FIELDS, ""), "level": AnnouncementLevel.INFO.value, "audience": Audience.BOTH.value}


class AnnouncementsView:
    """The form and the list."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @cached_property
    def desk(self) -> AnnouncementDesk:
        """The desk of the account; opened when its password is confirmed, if it must be."""
        return AnnouncementDesk.for_request(self.request)

    def show(self) -> dict[str, Any]:
        """Show the empty form, and all announcements."""
        return self._page(EMPTY)

    def act(self) -> Any:
        """Show what is typed as it would look, or publish it."""
        return self._preview() if posted(self.request, "action") == "preview" else confirmed(self.request, self._publish)

    def end(self) -> Any:
        """End an announcement."""
        return confirmed(self.request, self._end)

    def _preview(self) -> dict[str, Any]:
        typed = typed_fields(self.request)
        try:
            draft = draft_of(typed, self.request.zone, self.request.now).checked(self.request.now)
        except AnnouncementRefused as refused:
            return self._page(typed, _said(self.request, refused))
        texts = {"fr": draft.text_fr, "en": draft.text_en}
        return self._page(typed, previews={code: written_as(draft.level, text) for code, text in texts.items() if text})

    def _publish(self) -> Any:
        typed = typed_fields(self.request)
        try:
            self.desk.publish(draft_of(typed, self.request.zone, self.request.now))
        except AnnouncementRefused as refused:
            return self._page(typed, _said(self.request, refused))
        return self._back()

    def _end(self) -> Any:
        try:
            self.desk.end(int(self.request.matchdict["number"]))
        except UnknownAnnouncement:
            raise HTTPNotFound from None
        return self._back()

    def _back(self) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("ceres_banner.admin"))

    def _page(self, typed: Mapping[str, str], error: str = "", previews: Mapping[str, Announcement] | None = None) -> dict[str, Any]:
        request = self.request
        return framed(
            request,
            typed=typed,
            error=error,
            previews=previews or {},
            rows=[(row, state_of(row, request.now)) for row in self.desk.all()[:MOST]],
            longest=LONGEST,
            levels=_level_words(request),
            audiences=_audience_words(request),
            states=_state_words(request),
        )


def _said(request: Request, refused: AnnouncementRefused) -> str:
    """Return what is wrong, in the language of the page."""
    if isinstance(refused, BadText):
        return request.translate("Le texte d’une annonce comporte de 1 à ${n} caractères visibles, sur une ligne.", n=str(LONGEST))
    if isinstance(refused, BadPeriod):
        return request.translate("L’annonce finirait avant de commencer, ou est déjà finie : elle ne serait jamais affichée.")
    return request.translate("Une date ne peut pas être lue (exemple : 31/03/2026).")


def _level_words(request: Request) -> dict[str, str]:
    words = request.translate("Information"), request.translate("Avertissement"), request.translate("Alerte")
    return dict(zip((level.value for level in LEVELS), words, strict=True))


def _audience_words(request: Request) -> dict[str, str]:
    return {
        Audience.BOTH.value: request.translate("Partout"),
        Audience.BEFORE.value: request.translate("Page de connexion"),
        Audience.AFTER.value: request.translate("Pages des prescripteurs"),
    }


def _state_words(request: Request) -> dict[State, str]:
    return {
        State.ONLINE: request.translate("En ligne"),
        State.PLANNED: request.translate("Programmée"),
        State.ENDED: request.translate("Terminée"),
    }
