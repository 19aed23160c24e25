"""What an intake plugin hands to the core: one message, the reports it carries, nothing of its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ceres.accounts.models import IdentifierKind
from ceres.reports.models import DeliveryRole, IntakeOutcome, ReportStatus, Sex, Withheld


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """The envelope: where the bytes come from and how to recognise them again."""

    source: str  # source profile's name: scope of order numbers and laboratory codes
    control_id: str  # MSH-10, may be empty
    raw: bytes  # exactly what was received, kept as evidence and for replay
    message_type: str = ""  # MSH-9, for example "ORU^R01"
    origin: str = ""  # file name or peer address


@dataclass(frozen=True, slots=True)
class IncomingPatient:
    """Identity of the patient; empty strings for what the message does not say."""

    nip: str = ""
    nip_authority: str = ""
    family_name: str = ""
    given_name: str = ""
    birth_name: str = ""
    birth_date: str = ""  # ISO, as precise as known: 1950, 1950-03, 1950-03-21
    sex: Sex = Sex.UNKNOWN


@dataclass(frozen=True, slots=True)
class IncomingPrescriber:
    """One addressee, with every identifier the message gives, as (kind, value)."""

    identifiers: tuple[tuple[IdentifierKind, str], ...]
    family_name: str = ""
    given_name: str = ""
    role: DeliveryRole = DeliveryRole.ORDERING


@dataclass(frozen=True, slots=True)
class IncomingObservation:
    """One structured value (OBX), text as decoded, never rounded."""

    value_type: str
    value: str
    code: str = ""
    label: str = ""
    coding_system: str = ""
    unit: str = ""
    reference_range: str = ""
    flags: str = ""
    status: str = ""
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncomingDocument:
    """The PDF of a report."""

    content: bytes
    complete: bool = True  # false: %%EOF is missing, shown with a warning
    rendered: bool = False  # made from values or text by the intake, not by the laboratory


@dataclass(frozen=True, slots=True)
class IncomingReport:
    """One section of one order, as one message states it.

    ``key`` tells the reports of one order apart; the section's own key is the usual one, an intake plugin
    adds to it when one section holds several documents. A section that is shown under another name some day
    keeps its key: its reports take the new name, and stay the same reports.
    """

    order_number: str
    section: str
    status: ReportStatus
    issued_at: datetime
    patient: IncomingPatient
    recipients: tuple[IncomingPrescriber, ...]
    placer_reference: str = ""
    key: str = ""  # empty: that of the section
    section_key: str = ""  # what the section is known by within its order, whatever it is called; empty: its name
    document: IncomingDocument | None = None
    observations: tuple[IncomingObservation, ...] = ()
    withheld: Withheld = Withheld.NO


@dataclass(frozen=True, slots=True)
class IncomingMerge:
    """Two numbers that are one person's: the second is given up for the first, with all its reports."""

    survivor: IncomingPatient  # as it is from now on; its ``nip`` is the number in force
    former: IncomingPatient  # as it was; its ``nip`` is the number given up
    at: datetime


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """What became of one report of a message."""

    outcome: IntakeOutcome
    order_number: str
    section: str
    status: ReportStatus
    report_id: str = ""  # public id
    document_sha256: str = ""


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of a message; ``outcome`` is the most notable of its items."""

    outcome: IntakeOutcome
    reason: str = ""  # stable code
    explanation: str = ""  # French sentence for people, without patient data
    items: tuple[PublishedItem, ...] = field(default=())
