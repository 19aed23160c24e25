"""The page of one message of the quarantine, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.api import AuditEntry, QuarantineNotFound, QuarantineQueue, StorageError, commit_now, confirmed, framed, posted
from ceres_intake.addressing import ADDRESSABLE, Choice, NoSuchPrescriber, address_entry, chosen, named_in
from ceres_intake.admin.advice import place_to_act, reason_title, to_do
from ceres_intake.admin.permissions import CORRECT
from ceres_intake.admin.section_lines import section_desk, sections_of
from ceres_intake.admin.words import explained, outcome_words, state_words
from ceres_intake.masking import lines_of
from ceres_intake.naming import NAME_LENGTH, BadCode, BadName, BadSource
from ceres_intake.reading.reading import Examination
from ceres_intake.replaying import Replaying

if TYPE_CHECKING:
    from ceres.api import IntakeResult, QuarantinedMessage, Request

LONGEST_WHY = 200  # characters
LONGEST_CODE = 120
SURE = "yes"


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

    @cached_property
    def replaying(self) -> Replaying:
        """What reads it again."""
        return Replaying.for_request(self.request)

    def show(self) -> dict[str, Any]:
        """Show the message, the patient's identity masked."""
        return self._page()

    def act(self) -> Any:
        """Do what the form asks for."""
        acts: Mapping[str, Callable[[], Any]] = {
            "identities": self._identities,
            "map": self._map,
            "address": self._address,
            "replay": lambda: self._after(self.replaying.replay),
            "dismiss": self._dismiss,
        }
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

    def _map(self) -> dict[str, Any]:
        code, section = posted(self.request, "code"), posted(self.request, "section")
        try:
            section_desk(self.request).name(self.message.source, code, section)
        except BadName:
            return self._page(wrong=f"map {code}")
        except (BadSource, BadCode):
            raise HTTPNotFound from None
        return self._after(self.replaying.replay)

    def _address(self) -> dict[str, Any]:
        message, why, code = self.message, self._why(), posted(self.request, "code")[:LONGEST_CODE]
        if message.reason not in ADDRESSABLE:
            raise HTTPNotFound
        if not why:
            return self._page(wrong="address")
        try:
            choice = chosen(self.request.db, self.request.now, code, message.source)
        except NoSuchPrescriber:
            return self._page(wrong="address code")
        if posted(self.request, "sure") != SURE:
            return self._page(choice=choice, why=why)
        self.request.trail.record(address_entry(message, code, why))
        return self._after(lambda message: self.replaying.replay(message, choice.person))

    def _dismiss(self) -> dict[str, Any]:
        if not (why := self._why()):
            return self._page(wrong="dismiss")
        return self._after(lambda message: self.replaying.dismiss(message, why))

    def _after(self, work: Callable[[QuarantinedMessage], IntakeResult]) -> dict[str, Any]:
        message = self.message
        commit_now(self.request)
        try:
            return self._page(done=work(message))
        except StorageError:
            return self._page()  # which says that the bytes cannot be read

    def _why(self) -> str:
        why = " ".join(posted(self.request, "why").split())
        return why if len(why) <= LONGEST_WHY and why.isprintable() else ""

    def _page(
        self, *, identities: bool = False, wrong: str = "", done: IntakeResult | None = None, choice: Choice | None = None, why: str = ""
    ) -> dict[str, Any]:
        request, message = self.request, self.message
        examination = self._examination(message)
        return framed(
            request,
            may_correct=request.has_permission(CORRECT),
            message=message,
            reason=reason_title(request, message.reason),
            to_do=to_do(request, message.reason),
            place=place_to_act(request, message.reason),
            segments=self._segments(message, identities=identities),
            identities=identities,
            unnamed=dict.fromkeys(examination.unnamed),
            words=sections_of(request).words if examination.unnamed else (),
            addressable=message.reason in ADDRESSABLE,
            uncoded=named_in(examination),
            choice=choice,
            why=why,
            wrong=wrong,
            done=done,
            longest_why=LONGEST_WHY,
            longest_name=NAME_LENGTH,
            states=state_words(request),
            outcomes=outcome_words(request),
            explained=partial(explained, request),
        )

    def _examination(self, message: QuarantinedMessage) -> Examination:
        try:
            return self.replaying.examine(message)
        except StorageError:
            return Examination()

    def _segments(self, message: QuarantinedMessage, *, identities: bool) -> list[str] | None:
        try:
            with self.request.documents.open(message.message_sha256) as reader:
                return lines_of(reader.read(), identities=identities)
        except StorageError:
            return None
