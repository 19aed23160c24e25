"""From a message to its reports: one for each section of each order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from ceres.api import IncomingDocument, IncomingPrescriber, IncomingReport, ReportStatus
from ceres_intake.documents.finding import Fetching, Findings, find_documents
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.profile import WAIT, SourceProfile
from ceres_intake.reading.chapters import chapter_of, composed
from ceres_intake.reading.found import NOTHING
from ceres_intake.reading.groups import OrderGroup, order_groups
from ceres_intake.reading.issue import issue_date
from ceres_intake.reading.observations import is_document, is_result, pointer_of
from ceres_intake.reading.patients import IDENTIFIER_LENGTH, identity_of
from ceres_intake.reading.reading import Examination, Place, Reading
from ceres_intake.reading.recipients import Addressee, Addressees, read_recipients
from ceres_intake.reading.sections import section_of
from ceres_intake.reading.status import Signals, read_signals, request_code
from ceres_intake.reasons import Reason, Unplaceable

ENDED = frozenset({ReportStatus.CANCELLED, ReportStatus.RETRACTED})
PART_LENGTH = 60
DECIDED = "décision de l’administration"
HEADER_CODES = frozenset({"", "F", "C"})


class ReportReader:
    """Reads the messages of one source."""

    def __init__(
        self,
        profile: SourceProfile,
        zone: tzinfo,
        fetching: Fetching | None = None,
        watching: Callable[[Examination], object] | None = None,
        addressee: IncomingPrescriber | None = None,
    ) -> None:
        """Take how the source writes, and the zone of its clock.

        Args:
            profile: how it writes.
            zone: that of its clock.
            fetching: fetches documents that are only pointed to.
            watching: is shown how reports are read.
            addressee: receives, by somebody's decision, the reports that name nobody with certainty.
        """
        self._watching = watching
        self._addressee = addressee
        self._profile = profile
        self._zone = zone
        self._fetching = fetching

    def read(self, message: Message, received_at: datetime) -> tuple[IncomingReport, ...]:
        """Return the reports of ``message``.

        Raises:
            Unplaceable: one of them cannot be told to anybody, or its document cannot be shown.
        """
        examination = self.examine(message, received_at)
        if self._watching:
            self._watching(examination)
        if examination.problem:
            raise Unplaceable(examination.problem, examination.unnamed)
        return tuple(report for reading in examination.readings for report in reading.reports)

    def examine(self, message: Message, received_at: datetime) -> Examination:
        """Return how ``message`` is read, report by report, whatever is wrong with it."""
        groups = order_groups(message)
        if not groups:
            return Examination(problem=Reason.NO_ORDER)
        places: dict[object, tuple[Place, list[OrderGroup]]] = {}
        for group in self._without_headers(groups):
            place = self._place(group)
            places.setdefault(place.identifier, (place, []))[1].append(group)
        readings = tuple(self._reading(place, members, received_at) for place, members in places.values())
        return Examination(readings, next((each.problem for each in readings if each.problem), None))

    def _number(self, group: OrderGroup) -> str:
        return group.find(self._profile.order_number).text

    def _without_headers(self, groups: list[OrderGroup]) -> list[OrderGroup]:
        # A panel's own OBR has no result; those of its tests follow under the same number.
        with_results = {self._number(group) for group in groups if group.results}

        def is_header(group: OrderGroup) -> bool:
            said = request_code(group, self._profile)
            return not group.results and said in HEADER_CODES and self._number(group) in with_results

        return [group for group in groups if not is_header(group)]

    def _place(self, group: OrderGroup) -> Place:
        return Place(
            number=group.find(self._profile.order_number),
            section=section_of(group, self._profile),
            part=group.find(self._profile.part).cut(PART_LENGTH),
            identity=identity_of(group, self._profile),
        )

    def _reading(self, place: Place, groups: list[OrderGroup], received_at: datetime) -> Reading:
        signals = read_signals(groups, self._profile)
        decision = signals.decision()
        addressees, findings = self._addressees(groups), self._findings(groups)
        references = (group.find(self._profile.placer_reference) for group in groups)
        reading = Reading(
            place=place,
            groups=tuple(groups),
            reference=next(filter(None, references), NOTHING).cut(IDENTIFIER_LENGTH),
            issue=issue_date(groups, self._profile, self._zone, groups[0].header),
            decision=decision,
            addressees=addressees,
            findings=findings,
            chapters=tuple(chapter_of(group, self._zone) for group in groups),
            problem=place.problem or _hindrance(decision.status, addressees, findings, groups) or self._unnamed(place, decision.status),
        )
        return reading if reading.problem else replace(reading, reports=tuple(self._reports(reading, signals, received_at)))

    def _addressees(self, groups: list[OrderGroup]) -> Addressees:
        found = read_recipients(groups, self._profile)
        return Addressees((Addressee(self._addressee, DECIDED),)) if found.problem and self._addressee else found

    def _unnamed(self, place: Place, status: ReportStatus) -> Reason | None:
        waits = self._profile.unmapped == WAIT and status not in ENDED
        return Reason.UNMAPPED_SECTION if waits and not place.section.known else None

    def _findings(self, groups: list[OrderGroup]) -> Findings:
        return find_documents((obx for obx in _results(groups) if is_document(obx) or pointer_of(obx)), self._fetching)

    def _reports(self, reading: Reading, signals: Signals, received_at: datetime) -> Iterator[IncomingReport]:
        place = reading.place
        report = IncomingReport(
            order_number=place.number.text,
            section=place.section.shown.text,
            section_key=place.section.key,
            status=reading.decision.status,
            issued_at=reading.issue.at or received_at,
            patient=place.identity.patient,
            recipients=reading.addressees.people,
            key=place.key,
            placer_reference=reading.reference.text,
            withheld=signals.withheld(publish_unverified=self._profile.publish_unverified),
        )
        documents = reading.findings.documents
        if not documents and signals.content:
            documents = composed(report, reading.groups, reading.chapters, self._profile, self._zone)
        yield from _one_for_each(replace(report, observations=reading.observations), documents)


def _hindrance(status: ReportStatus, addressees: Addressees, findings: Findings, groups: list[OrderGroup]) -> Reason | None:
    if status in ENDED:  # whom it concerns is known from what came before, and nothing is shown
        return None
    if addressees.problem or findings.problem:
        return addressees.problem or findings.problem
    nothing_else = not findings.documents and all(pointer_of(obx) or not obx.repetitions(5) for obx in _results(groups))
    return Reason.DOCUMENT_ELSEWHERE if findings.elsewhere and nothing_else else None


def _results(groups: Iterable[OrderGroup]) -> Iterator[Segment]:
    return (result.segment for group in groups for result in group.results if is_result(result.segment))


def _one_for_each(report: IncomingReport, documents: tuple[IncomingDocument, ...]) -> Iterator[IncomingReport]:
    # The first document has the section's own key, so that a report keeps its line when a second document joins it.
    # A withdrawn one is only named.
    shown = [None if report.status is ReportStatus.RETRACTED else document for document in documents] or [None]
    yield replace(report, document=shown[0])
    for number, document in enumerate(shown[1:], start=2):
        yield replace(report, document=document, key=f"{report.key or report.section_key}#{number}", observations=())
