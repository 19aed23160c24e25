"""The page of the flow: what arrives, what waits, what sections are called."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.api import QuarantineQueue, commit_now, confirmed, framed, posted
from ceres_intake.admin.advice import reason_title
from ceres_intake.admin.flow import FlowDesk
from ceres_intake.admin.permissions import CORRECT
from ceres_intake.admin.quarantine import BATCH, Batch, QuarantineDesk, WaitingFilter, replayed
from ceres_intake.admin.section_lines import section_desk, sections_of
from ceres_intake.admin.words import outcome_words
from ceres_intake.naming import NAME_LENGTH, BadCode, BadName, BadSource
from ceres_intake.rate import Rate
from ceres_intake.replaying import Replaying

if TYPE_CHECKING:
    from ceres.api import QuarantinedMessage, Request

LONGEST_NUMBER = 18  # digits: what both databases can compare
LONGEST_FILTER = 120


class FlowView:
    """The page, and what its forms ask for."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def show(self) -> dict[str, Any]:
        """Show what arrives and what waits."""
        return self._page(said=self.request.GET.get("said", ""))

    def name(self) -> Any:
        """Give a section its name, or take it back."""
        return confirmed(self.request, self._forget if posted(self.request, "action") == "unmap" else self._name)

    def replay(self) -> Any:
        """Replay a batch of messages."""
        return confirmed(self.request, self._replay)

    def _name(self) -> Any:
        source, code, section = (posted(self.request, name) for name in ("source", "code", "section"))
        try:
            section_desk(self.request).name(source, code, section)
        except BadName:
            return self._page(wrong=(source, code))
        except (BadSource, BadCode):
            raise HTTPNotFound from None
        return self._back("named")

    def _forget(self) -> Any:
        if not section_desk(self.request).forget(posted(self.request, "source"), posted(self.request, "code")):
            raise HTTPNotFound
        return self._back("forgotten")

    def _back(self, said: str) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("ceres_intake.admin", _query={"said": said}, _anchor="sections"))

    def _replay(self) -> dict[str, Any]:
        chosen, replaying = self._chosen(number_in(posted(self.request, "after"))), Replaying.for_request(self.request)
        commit_now(self.request)
        return self._page(batch=replayed(chosen, replaying.replay))

    def _chosen(self, after: int) -> list[QuarantinedMessage]:
        source, code = posted(self.request, "source"), posted(self.request, "code")
        if not code:
            return QuarantineDesk(self.request.db).kept_for(posted(self.request, "reason"), after)
        queue = QuarantineQueue(self.request.db)
        return [queue.find(number) for number in section_desk(self.request).waiting_for(source, code, after, BATCH)]

    def _page(self, *, said: str = "", wrong: tuple[str, str] | None = None, batch: Batch | None = None) -> dict[str, Any]:
        request, asked = self.request, _asked(self.request)
        desk, quarantine = FlowDesk(request.db, request.now), QuarantineDesk(request.db)
        rate = Rate(request.db, request.now, ZoneInfo(request.settings.site.timezone))
        silent_after = timedelta(hours=request.settings.plugin("intake")["silent_after"])
        return framed(
            request,
            may_correct=request.has_permission(CORRECT),
            last=desk.last(),
            days=desk.days(),
            listeners=desk.listeners(),
            waiting=quarantine.page(asked),
            counts=quarantine.counts(),
            asked=asked,
            sections=sections_of(request),
            hours=rate.hours(),
            daily=rate.days(),
            sources=rate.sources(silent_after),
            title_of=partial(reason_title, request),
            outcomes=outcome_words(request),
            said=said,
            wrong=wrong,
            batch=batch,
            batch_size=BATCH,
            again={name: posted(request, name) for name in ("reason", "source", "code")},
            longest_name=NAME_LENGTH,
        )


def number_in(text: str) -> int:
    """Return the number of a message that an address or a form states, 0 when it states none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def _asked(request: Request) -> WaitingFilter:
    reason, source = (request.GET.get(name, "")[:LONGEST_FILTER] for name in ("reason", "source"))
    return WaitingFilter(reason, source, number_in(request.GET.get("after", "")))
