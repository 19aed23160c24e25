"""Events as FHIR R4 AuditEvent resources, after IHE Basic Audit Log Patterns; nobody's name but logins."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from ipaddress import ip_address
from typing import Any

from ceres.admin.fhir_codes import BALP, OWN, Coding, Kind, coding, dicom, kind_of
from ceres.audit.lines import JournalLine
from ceres.audit.models import Outcome

Resource = Mapping[str, Any]

OUTCOMES = {Outcome.SUCCESS: "0", Outcome.FAILURE: "4", Outcome.REFUSED: "8"}
ADDRESS, URI, NAME = "2", "5", "1"  # kinds of network addresses
USER = coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient")
SOURCE_ROLE, DESTINATION_ROLE = dicom(110153, "Source Role ID"), dicom(110152, "Destination Role ID")
SERVER = coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server")
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
SYSTEM_OBJECT, PERSON = coding(ENTITY_TYPE, "2", "System Object"), coding(ENTITY_TYPE, "1", "Person")
REQUEST = coding("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId", "X-Request-Id")
REPORT, RESOURCE = coding(ROLE, "3", "Report"), coding(ROLE, "4", "Domain Resource")
SECURITY_USER, PRACTITIONER, QUERY = (
    coding(ROLE, "11", "Security User Entity"),
    coding(ROLE, "15", "Practitioner"),
    coding(ROLE, "24", "Query"),
)
ROLES = {"report": REPORT, "account": SECURITY_USER, "session": SECURITY_USER}


@dataclass(frozen=True, slots=True)
class Observer:
    """The site as it names itself in what it exports."""

    name: str
    url: str

    def system(self, what: str) -> str:
        """Return the system of identifiers of one kind."""
        return f"{self.url.rstrip('/')}/{what}" if self.url else f"urn:ceres:{what}"

    @property
    def network(self) -> Resource:
        """Where the server is reached."""
        return {"address": self.url, "type": URI} if self.url else {"address": "localhost", "type": NAME}


def audit_event(line: JournalLine, observer: Observer) -> Resource:
    """Return the resource of one event."""
    kind = kind_of(line.action)
    entities = list(_entities(line, kind, observer))
    resource = {
        "resourceType": "AuditEvent",
        "id": str(line.id),
        "type": kind.type,
        "subtype": [*kind.subtypes, {"system": OWN, "code": line.action}],
        "action": kind.action,
        "recorded": line.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "outcome": OUTCOMES[line.outcome],
        "agent": list(_agents(line, kind, observer)),
        "source": {
            "site": observer.url or observer.name,
            "observer": {"identifier": {"system": observer.system("server"), "value": observer.name}, "display": observer.name},
            "type": [SERVER],
        },
        "entity": entities,
    }
    if _follows(line, kind, entities):
        resource["meta"] = {"profile": [BALP + kind.pattern]}
    return {name: value for name, value in resource.items() if value}


def _follows(line: JournalLine, kind: Kind, entities: Sequence[Resource]) -> bool:
    # IHE's patterns are those of successes, with a client whose address is known.
    wanted = QUERY if kind.pattern == "Query" else REPORT
    return bool(kind.pattern and line.ip) and line.outcome is Outcome.SUCCESS and any(each.get("role") == wanted for each in entities)


def _agents(line: JournalLine, kind: Kind, observer: Observer) -> Iterator[Resource]:
    if line.login:
        who = {"identifier": {"system": observer.system("account"), "value": line.login}}
        yield {"type": {"coding": [USER]}, "who": who, "altId": line.login, "requestor": True}
    # In DICOM's eyes a question flows from the client to the server, an answer the other way.
    client, server = (SOURCE_ROLE, DESTINATION_ROLE) if kind.pattern == "Query" else (DESTINATION_ROLE, SOURCE_ROLE)
    if line.ip:
        yield _machine(client, line.ip, {"address": line.ip, "type": ADDRESS if _is_address(line.ip) else NAME}, requestor=not line.login)
    yield _machine(server, observer.name, observer.network, requestor=not line.login and not line.ip)


def _machine(role: Coding, name: str, network: Resource, *, requestor: bool) -> Resource:
    return {"type": {"coding": [role]}, "who": {"display": name}, "requestor": requestor, "network": network}


def _entities(line: JournalLine, kind: Kind, observer: Observer) -> Iterator[Resource]:
    if line.request_id:
        yield {"what": {"identifier": {"value": line.request_id}}, "type": REQUEST}
    if line.prescriber_id is not None:
        who = {"identifier": {"system": observer.system("prescriber"), "value": str(line.prescriber_id)}}
        yield {"what": who, "type": PERSON, "role": PRACTITIONER}
    if kind.pattern == "Query":
        asked = json.dumps(line.detail, ensure_ascii=False, sort_keys=True).encode()
        yield {"type": SYSTEM_OBJECT, "role": QUERY, "query": b64encode(asked).decode("ascii")}
    elif line.object_id or line.detail:
        yield _thing(line, observer)


def _thing(line: JournalLine, observer: Observer) -> Resource:
    identifier = {"system": observer.system(line.object_type or "object"), "value": line.object_id}
    detail = [{"type": name, "valueString": _text(value)} for name, value in line.detail.items() if _text(value)]
    thing = {
        "what": {"identifier": identifier} if line.object_id else None,
        "type": SYSTEM_OBJECT,
        "role": ROLES.get(line.object_type, RESOURCE),
        "detail": detail,
    }
    return {name: value for name, value in thing.items() if value}


def _text(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
