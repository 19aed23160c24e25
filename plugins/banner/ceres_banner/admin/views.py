"""« Annonces »: the form of one of them, how it would look, and all of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.api import confirmed, framed, posted
from ceres_banner.admin.typed import Typed, codes_of
from ceres_banner.admin.words import refusal, words
from ceres_banner.models import BannerAnnouncement
from ceres_banner.services import AnnouncementDesk, State, state_of
from ceres_banner.showing import written_as
from ceres_banner.written import LONGEST, AnnouncementRefused, UnknownAnnouncement, Written

if TYPE_CHECKING:
    from ceres.api import Request

MOST = 100  # announcements listed
PREVIEW = "preview"


class AnnouncementsView:
    """The page with an empty form: a new announcement."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @cached_property
    def desk(self) -> AnnouncementDesk:
        """The desk of the account; opened when its password is confirmed, if it must be."""
        return AnnouncementDesk.for_request(self.request)

    @cached_property
    def opened(self) -> BannerAnnouncement | None:
        """The announcement in the form, if it is not a new one."""
        return None

    @property
    def codes(self) -> list[str]:
        """The languages of the form."""
        return codes_of(self.request, self.opened)

    @property
    def typed(self) -> Typed:
        """What was typed."""
        return Typed.of(self.request, self.codes)

    @property
    def state(self) -> State | None:
        """Where the opened one stands."""
        return state_of(self.opened, self.request.now) if self.opened else None

    def show(self) -> dict[str, Any]:
        """Show the form, and all announcements."""
        return self.page(Typed(dict.fromkeys(self.codes, "")))

    def act(self) -> Any:
        """Show what is typed as it would look, or do what was asked."""
        if posted(self.request, "action") == PREVIEW:
            return self._preview()
        return confirmed(self.request, self._answered)

    def do(self, action: str) -> None:
        """Keep what was typed: as a draft, or for people to see."""
        (self.desk.keep if action == "draft" else self.desk.publish)(self.written())

    def written(self) -> Written:
        """Return what was typed, as an announcement."""
        return self.typed.written(self.request.zone, self.request.now)

    def page(self, typed: Typed, error: str = "") -> dict[str, Any]:
        """Return what the template needs."""
        request = self.request
        return framed(
            request,
            **words(request, self.codes),
            typed=typed,
            error=error,
            opened=self.opened,
            opened_state=self.state,
            previews={code: written_as(typed.chosen_level, text) for code, text in typed.texts.items()},
            rows=[(row, state_of(row, request.now)) for row in self.desk.all()[:MOST]],
            longest=LONGEST,
        )

    def _preview(self) -> dict[str, Any]:
        try:
            self.written().checked(self.request.now)
        except AnnouncementRefused as refused:
            return self.page(self.typed, refusal(self.request, refused))
        return self.page(self.typed)

    def _answered(self) -> Any:
        try:
            self.do(posted(self.request, "action"))
        except AnnouncementRefused as refused:
            return self.page(self.typed, refusal(self.request, refused))
        return HTTPSeeOther(self.request.route_path("ceres_banner.admin"))


class OneAnnouncementView(AnnouncementsView):
    """The page with an announcement in its form."""

    @cached_property
    def opened(self) -> BannerAnnouncement:
        """The announcement of the address; looked up when the password is confirmed, if it must be."""
        try:
            return self.desk.get(self.number)
        except UnknownAnnouncement:
            raise HTTPNotFound from None

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.request.matchdict["number"])

    def show(self) -> dict[str, Any]:
        """Show it; one that is over, to be published again as a new one."""
        return self.page(Typed.from_row(self.opened, self.codes, self.request.zone, self.request.now))

    def do(self, action: str) -> None:
        """Change it, publish it, end it or remove it."""
        if self.state is State.ENDED:
            super().do(action)
        elif action == "end":
            self.desk.end(self.number)
        elif action == "remove":
            self.desk.remove(self.number)
        else:
            self.desk.change(self.number, self.written(), publish=action == "publish")
