"""From a message to its reports: one for each section of each order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from ceres.api import DeliveryRole, IncomingDocument, IncomingPatient, IncomingPrescriber, IncomingReport, ReportStatus
from ceres_intake.documents.composing import Chapter, Circumstances, Entry, compose
from ceres_intake.documents.finding import find_documents
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.groups import OrderGroup, order_groups
from ceres_intake.reading.issue import issue_date, stated_issue_date
from ceres_intake.reading.observations import is_document, is_result, read_observation
from ceres_intake.reading.patients import IDENTIFIER_LENGTH, read_patient
from ceres_intake.reading.recipients import read_recipients
from ceres_intake.reading.sections import section_of
from ceres_intake.reading.status import Signals, code_of, read_signals
from ceres_intake.reasons import Reason, Unplaceable

WITHOUT_DOCUMENT = frozenset({ReportStatus.REGISTERED, ReportStatus.CANCELLED, ReportStatus.RETRACTED})
ENDED = frozenset({ReportStatus.CANCELLED, ReportStatus.RETRACTED})
PART_LENGTH = 60
HEADER_CODES = frozenset({"", "F", "C"})


@dataclass(frozen=True, slots=True)
class Place:
    """What tells the reports of a message apart; another patient is never the same report."""

    order_number: str
    section: str
    part: str
    patient: IncomingPatient

    @property
    def key(self) -> str:
        """Key of the report within its order; empty when the section is enough."""
        return f"{self.section}/{self.part}" if self.part else ""


class ReportReader:
    """Reads the messages of one source."""

    def __init__(self, profile: SourceProfile, zone: tzinfo) -> None:
        """Take how the source writes, and the zone of its clock."""
        self._profile = profile
        self._zone = zone

    def read(self, message: Message, received_at: datetime) -> tuple[IncomingReport, ...]:
        """Return the reports of ``message``.

        Raises:
            Unplaceable: one of them cannot be told to anybody, or its document cannot be shown.
        """
        groups = order_groups(message)
        if not groups:
            raise Unplaceable(Reason.NO_ORDER)
        places: dict[Place, list[OrderGroup]] = {}
        for group in self._without_headers(groups):
            places.setdefault(self._place(group), []).append(group)
        return tuple(report for place, members in places.items() for report in self._reports(place, members, message.header, received_at))

    def _number(self, group: OrderGroup) -> str:
        return group.text(self._profile.order_number)

    def _without_headers(self, groups: list[OrderGroup]) -> list[OrderGroup]:
        # A panel's own OBR has no result; those of its tests follow under the same number.
        with_results = {self._number(group) for group in groups if group.results}

        def is_header(group: OrderGroup) -> bool:
            said = code_of(group.text(self._profile.status))
            return not group.results and said in HEADER_CODES and self._number(group) in with_results

        return [group for group in groups if not is_header(group)]

    def _place(self, group: OrderGroup) -> Place:
        number, patient = self._number(group), read_patient(group.patient, self._profile)
        if not number:
            raise Unplaceable(Reason.NO_ORDER_NUMBER)
        if len(number) > IDENTIFIER_LENGTH:
            raise Unplaceable(Reason.ORDER_NUMBER_TOO_LONG)
        if not (patient.nip or patient.family_name):
            raise Unplaceable(Reason.NO_IDENTITY)
        return Place(number, section_of(group, self._profile), group.text(self._profile.part)[:PART_LENGTH], patient)

    def _reports(self, place: Place, groups: list[OrderGroup], header: Segment, received_at: datetime) -> Iterator[IncomingReport]:
        signals = read_signals(groups, self._profile)
        status = signals.status()
        report = IncomingReport(
            order_number=place.order_number,
            section=place.section,
            status=status,
            issued_at=issue_date(groups, self._profile, self._zone, header) or received_at,
            patient=place.patient,
            recipients=self._recipients(groups, status),
            key=place.key,
            placer_reference=next(filter(None, (group.text(self._profile.placer_reference) for group in groups)), "")[:IDENTIFIER_LENGTH],
            withheld=signals.withheld(publish_unverified=self._profile.publish_unverified),
        )
        chapters = [self._chapter(group) for group in groups]
        observations = tuple(entry.observation for chapter in chapters for entry in chapter.entries)
        sent = self._sent_documents(groups, status)
        documents = sent or self._composed(report, groups, header, chapters, signals)
        yield from _one_for_each(replace(report, observations=observations), documents)

    def _recipients(self, groups: list[OrderGroup], status: ReportStatus) -> tuple[IncomingPrescriber, ...]:
        try:
            return read_recipients(groups, self._profile)
        except Unplaceable:
            if status in ENDED:  # whom it concerns is known from what came before
                return ()
            raise

    def _sent_documents(self, groups: list[OrderGroup], status: ReportStatus) -> tuple[IncomingDocument, ...]:
        found = find_documents(obx for obx in _results(groups) if is_document(obx))
        if found.problem and status not in ENDED:
            raise Unplaceable(found.problem)
        return found.documents

    def _composed(
        self, report: IncomingReport, groups: list[OrderGroup], header: Segment, chapters: list[Chapter], signals: Signals
    ) -> tuple[IncomingDocument, ...]:
        if report.status in WITHOUT_DOCUMENT or not signals.content:
            return ()
        stated = stated_issue_date(groups, self._profile, self._zone)
        circumstances = Circumstances(
            laboratory=header.component(4) or header.component(3),
            section=report.section,
            order_number=report.order_number,
            placer_reference=report.placer_reference,
            patient=report.patient,
            prescribers=tuple(_name(each) for each in report.recipients if each.role is DeliveryRole.ORDERING),
            status=report.status,
            issued_at=stated.astimezone(self._zone) if stated else None,
        )
        return (compose(circumstances, chapters),)

    def _chapter(self, group: OrderGroup) -> Chapter:
        title = group.request.component(4, 2) or group.request.component(4, 5) or group.request.component(4)
        read = ((read_observation(result.segment, self._zone), result.notes) for result in group.results)
        entries = tuple(Entry(observation, _note(notes)) for observation, notes in read if observation is not None)
        return Chapter(title, entries, _note(group.notes))


def _name(prescriber: IncomingPrescriber) -> str:
    return f"{prescriber.family_name} {prescriber.given_name}".strip()


def _results(groups: Iterable[OrderGroup]) -> Iterator[Segment]:
    return (result.segment for group in groups for result in group.results if is_result(result.segment))


def _note(notes: Iterable[Segment]) -> str:
    return "\n".join(value.text for note in notes for value in note.repetitions(3))


def _one_for_each(report: IncomingReport, documents: tuple[IncomingDocument, ...]) -> Iterator[IncomingReport]:
    # The first document has the section's own key, so that a report keeps its line when a second document joins it.
    # A withdrawn one is only named.
    shown = [None if report.status is ReportStatus.RETRACTED else document for document in documents] or [None]
    yield replace(report, document=shown[0])
    for number, document in enumerate(shown[1:], start=2):
        yield replace(report, document=document, key=f"{report.key or report.section}#{number}", observations=())
