"""The page of the flow, and that of one message of the quarantine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.api import AuditEntry, IntakeOutcome, QuarantineNotFound, QuarantineQueue, StorageError, commit_now, confirmed, framed, posted
from ceres_intake.admin.flow import FlowDesk
from ceres_intake.admin.words import explained, outcome_words, state_words
from ceres_intake.configuration import intake_settings
from ceres_intake.masking import lines_of
from ceres_intake.replaying import Replaying
from ceres_intake.unmapped import unmapped_sections

if TYPE_CHECKING:
    from ceres.api import IntakeResult, QuarantinedMessage, Request

LONGEST_WHY = 200  # characters
LONGEST_NUMBER = 18  # digits: what both databases can compare


def show_flow(request: Request) -> dict[str, Any]:
    """Show what arrives and what waits."""
    desk, after = FlowDesk(request.db, request.now), request.GET.get("after", "")
    known = after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER
    return framed(
        request,
        last=desk.last(),
        days=desk.days(),
        listeners=desk.listeners(),
        waiting=desk.waiting(int(after) if known else 0),
        sections=list(unmapped_sections(request.database, intake_settings(request.settings).profiles)),
        outcomes=outcome_words(request),
        explained=partial(explained, request),
    )


class MessageView:
    """One message of the quarantine."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @property
    def message(self) -> QuarantinedMessage:
        """The message as it is now."""
        try:
            return QuarantineQueue(self.request.db).find(int(self.request.matchdict["number"]))
        except QuarantineNotFound:
            raise HTTPNotFound from None

    def show(self) -> dict[str, Any]:
        """Show the message, the patient's identity masked."""
        return self._page()

    def act(self) -> Any:
        """Do what the form asks for."""
        acts: Mapping[str, Callable[[], Any]] = {"identities": self._identities, "replay": self._replay, "dismiss": self._dismiss}
        act = acts.get(posted(self.request, "action"))
        if act is None:
            raise HTTPNotFound
        return confirmed(self.request, act)

    def _identities(self) -> dict[str, Any]:
        if not (why := self._why()):
            return self._page(wrong="identities")
        message = self.message.message_sha256
        self.request.trail.record(AuditEntry("quarantine.identities", object_type="message", object_id=message, detail={"why": why}))
        return self._page(identities=True)

    def _replay(self) -> dict[str, Any]:
        replaying = Replaying.for_request(self.request)
        return self._after(replaying.replay)

    def _dismiss(self) -> dict[str, Any]:
        if not (why := self._why()):
            return self._page(wrong="dismiss")
        replaying = Replaying.for_request(self.request)
        return self._after(lambda message: replaying.dismiss(message, why))

    def _after(self, work: Callable[[QuarantinedMessage], IntakeResult]) -> dict[str, Any]:
        message = self.message
        commit_now(self.request)
        try:
            result = work(message)
        except StorageError:
            return self._page()  # which says that the bytes cannot be read
        return self._page(done=result.outcome)

    def _why(self) -> str:
        why = " ".join(posted(self.request, "why").split())
        return why if len(why) <= LONGEST_WHY and why.isprintable() else ""

    def _page(self, *, identities: bool = False, wrong: str = "", done: IntakeOutcome | None = None) -> dict[str, Any]:
        request, message = self.request, self.message
        return framed(
            request,
            message=message,
            segments=self._segments(message, identities=identities),
            identities=identities,
            wrong=wrong,
            done=done,
            longest_why=LONGEST_WHY,
            states=state_words(request),
            outcomes=outcome_words(request),
            explained=partial(explained, request),
        )

    def _segments(self, message: QuarantinedMessage, *, identities: bool) -> list[str] | None:
        try:
            with self.request.documents.open(message.message_sha256) as reader:
                return lines_of(reader.read(), identities=identities)
        except StorageError:
            return None
