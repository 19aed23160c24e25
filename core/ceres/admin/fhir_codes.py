"""What each action of the journal is in the words of DICOM, FHIR and ISO 21089 (IHE Basic Audit Log Patterns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Coding = Mapping[str, str]

DICOM = "http://dicom.nema.org/resources/ontology/DCM"
LIFE_CYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
REST = "http://hl7.org/fhir/restful-interaction"
OWN = "urn:ceres:audit-action"
BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of events: type, more precise types, C R U D or E, the pattern of IHE that it follows."""

    type: Coding
    subtypes: tuple[Coding, ...]
    action: str
    pattern: str = ""


def coding(system: str, code: str, display: str) -> Coding:
    """Return a FHIR Coding."""
    return {"system": system, "code": code, "display": display}


def dicom(code: int, display: str) -> Coding:
    """Return a code of DICOM."""
    return coding(DICOM, str(code), display)


def life_cycle(code: str, display: str) -> Coding:
    """Return a step in the life of a record (ISO 21089)."""
    return coding(LIFE_CYCLE, code, f"{display} Record Lifecycle Event")


RESTFUL = coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation")
AUTHENTICATION, LOG_IN, LOG_OUT = dicom(110114, "User Authentication"), dicom(110122, "Login"), dicom(110123, "Logout")
ALERT, ROLES, ATTRIBUTES = (
    dicom(110113, "Security Alert"),
    dicom(110136, "Security Roles Changed"),
    dicom(110137, "User security Attributes Changed"),
)
APPLICATION, CONFIGURATION = dicom(110100, "Application Activity"), dicom(110131, "Software Configuration")
IMPORT, EXPORT, PATIENT = dicom(110107, "Import"), dicom(110106, "Export"), dicom(110110, "Patient Record")
LOG_USED = dicom(110101, "Audit Log Used")
ACCESS, EXTRACT, DESTROY = life_cycle("access", "Access/View"), life_cycle("extract", "Extract"), life_cycle("destroy", "Destroy/Delete")
SEARCH = Kind(RESTFUL, (coding(REST, "search-type", "search-type"),), "E", "Query")

KINDS: Mapping[str, Kind] = {
    "account.login": Kind(AUTHENTICATION, (LOG_IN,), "E"),
    "account.reset-used": Kind(AUTHENTICATION, (LOG_IN,), "E"),
    "account.logout": Kind(AUTHENTICATION, (LOG_OUT,), "E"),
    "account.confirm": Kind(AUTHENTICATION, (), "E"),
    "account.export": Kind(EXPORT, (EXTRACT,), "R"),
    "account": Kind(ALERT, (ATTRIBUTES,), "U"),
    "mandate": Kind(ALERT, (ROLES,), "U"),
    "session": Kind(AUTHENTICATION, (LOG_OUT,), "E"),
    "access": Kind(ALERT, (), "E"),
    "report.read": Kind(RESTFUL, (coding(REST, "read", "read"), ACCESS), "R", "Read"),
    "report.list": SEARCH,
    "report.search": SEARCH,
    "report.news": SEARCH,
    "report.published": Kind(IMPORT, (life_cycle("originate", "Originate/Retain"),), "C"),
    "report.amended": Kind(IMPORT, (life_cycle("amend", "Amend (Update)"),), "U"),
    "report.retracted": Kind(IMPORT, (life_cycle("deprecate", "Deprecate/Retract"),), "U"),
    "patient.merged": Kind(PATIENT, (life_cycle("merge", "Merge"),), "U"),
    "intake": Kind(IMPORT, (life_cycle("receive", "Receive/Retain"),), "C"),
    "journal.read": Kind(LOG_USED, (ACCESS,), "R"),
    "journal.export": Kind(LOG_USED, (EXTRACT,), "R"),
    "journal.verify": Kind(LOG_USED, (life_cycle("verify", "Verify"),), "E"),
    "journal.purge": Kind(LOG_USED, (DESTROY,), "D"),
    "plugin": Kind(ALERT, (CONFIGURATION,), "U"),
}
OTHER = Kind(APPLICATION, (), "E")


def kind_of(action: str) -> Kind:
    """Return the kind of an action: its own, that of its subject, or the common one."""
    return KINDS.get(action) or KINDS.get(action.partition(".")[0], OTHER)
