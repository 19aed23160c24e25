"""One report of a message as it was read: each value with its path, the report it makes, or why it makes none."""

from __future__ import annotations

from dataclasses import dataclass

from ceres.api import IncomingObservation, IncomingPatient, IncomingReport, ReportStatus
from ceres_intake.documents.composing import Chapter
from ceres_intake.documents.finding import Findings
from ceres_intake.reading.found import NOTHING, Found
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.reading.issue import Issue
from ceres_intake.reading.patients import IDENTIFIER_LENGTH, Identity
from ceres_intake.reading.recipients import Addressees
from ceres_intake.reading.sections import Section
from ceres_intake.reading.status import Decision
from ceres_intake.reasons import Reason

UNDECIDED = Decision(ReportStatus.UNKNOWN, "")


@dataclass(frozen=True, slots=True)
class Place:
    """What tells the reports of a message apart; another patient is never the same report."""

    number: Found
    section: Section
    part: Found
    identity: Identity

    @property
    def identifier(self) -> tuple[str, str, str, IncomingPatient]:
        """The same for all orders that make one report."""
        return self.number.text, self.section.key, self.part.text, self.identity.patient

    @property
    def key(self) -> str:
        """Key of the report within its order; empty when the section is enough."""
        return f"{self.section.key}/{self.part.text}" if self.part else ""

    @property
    def problem(self) -> Reason | None:
        """Why nothing can be put there."""
        patient = self.identity.patient
        if not self.number:
            return Reason.NO_ORDER_NUMBER
        if len(self.number.text) > IDENTIFIER_LENGTH:
            return Reason.ORDER_NUMBER_TOO_LONG
        return None if patient.nip or patient.family_name else Reason.NO_IDENTITY


@dataclass(frozen=True, slots=True)
class Reading:
    """What one report was made of."""

    place: Place
    groups: tuple[OrderGroup, ...]
    reference: Found = NOTHING
    issue: Issue = Issue()  # noqa: RUF009 (frozen)
    decision: Decision = UNDECIDED
    addressees: Addressees = Addressees()  # noqa: RUF009
    findings: Findings = Findings()  # noqa: RUF009
    chapters: tuple[Chapter, ...] = ()
    problem: Reason | None = None
    reports: tuple[IncomingReport, ...] = ()  # one for each document

    @property
    def observations(self) -> tuple[IncomingObservation, ...]:
        """The values of all orders, in their order."""
        return tuple(entry.observation for chapter in self.chapters for entry in chapter.entries)


@dataclass(frozen=True, slots=True)
class Examination:
    """All the reports of a message, and the first thing that keeps it from being published."""

    readings: tuple[Reading, ...] = ()
    problem: Reason | None = None

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The words of the sections that keep it from being published."""
        return tuple(each.place.section.shown.text for each in self.readings if each.problem is Reason.UNMAPPED_SECTION)
