"""The values of the orders as a reader goes through them, and the document composed of them when none was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from ceres.api import DeliveryRole, IncomingDocument, IncomingPrescriber, IncomingReport, ReportStatus
from ceres_intake.documents.composing import Chapter, Circumstances, Entry, compose
from ceres_intake.hl7.message import Segment
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.reading.issue import stated_issue_date
from ceres_intake.reading.observations import read_observation

WITHOUT_DOCUMENT = frozenset({ReportStatus.REGISTERED, ReportStatus.CANCELLED, ReportStatus.RETRACTED})


def chapter_of(group: OrderGroup, zone: tzinfo) -> Chapter:
    """Return the values of one order with their notes."""
    title = group.request.component(4, 2) or group.request.component(4, 5) or group.request.component(4)
    read = ((read_observation(result.segment, zone), result.notes) for result in group.results)
    entries = tuple(Entry(observation, _note(notes)) for observation, notes in read if observation is not None)
    return Chapter(title, entries, _note(group.notes))


def composed(
    report: IncomingReport, groups: Sequence[OrderGroup], chapters: Sequence[Chapter], profile: SourceProfile, zone: tzinfo
) -> tuple[IncomingDocument, ...]:
    """Return the document made of the values, none where the report is to have none."""
    if report.status in WITHOUT_DOCUMENT:
        return ()
    header, stated = groups[0].header, stated_issue_date(list(groups), profile, zone).at
    circumstances = Circumstances(
        laboratory=header.component(4) or header.component(3),
        section=report.section,
        order_number=report.order_number,
        placer_reference=report.placer_reference,
        patient=report.patient,
        prescribers=tuple(_name(each) for each in report.recipients if each.role is DeliveryRole.ORDERING),
        status=report.status,
        issued_at=stated.astimezone(zone) if stated else None,
    )
    return (compose(circumstances, chapters),)


def _name(prescriber: IncomingPrescriber) -> str:
    return f"{prescriber.family_name} {prescriber.given_name}".strip()


def _note(notes: Iterable[Segment]) -> str:
    return "\n".join(value.text for note in notes for value in note.repetitions(3))
