"""Tables of the reports, one file a subject."""

from __future__ import annotations

from ceres.reports.models.delivery import Delivery, DeliveryName, DeliveryRole, Reading, SavedSearch
from ceres.reports.models.order import Alert, LabOrder, Observation, Report, ReportStatus, ReportVersion, Withheld
from ceres.reports.models.patient import Patient, PatientIdentifier, PatientIdentifierKind, Sex
from ceres.reports.models.receipt import IntakeOutcome, Quarantine, QuarantineState, Receipt
from ceres.reports.models.tally import DeliveryTally

__all__ = [
    "Alert",
    "Delivery",
    "DeliveryName",
    "DeliveryRole",
    "DeliveryTally",
    "IntakeOutcome",
    "LabOrder",
    "Observation",
    "Patient",
    "PatientIdentifier",
    "PatientIdentifierKind",
    "Quarantine",
    "QuarantineState",
    "Reading",
    "Receipt",
    "Report",
    "ReportStatus",
    "ReportVersion",
    "SavedSearch",
    "Sex",
    "Withheld",
]
