"""The header of a CDA: which document it is, of whom, for whom; what it does not say is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ceres_intake.reading.patients import NATIONAL_ROOT

ORDERING, RECIPIENT = "REF", "informationRecipient"


@dataclass(frozen=True, slots=True)
class Identifier:
    """Who gave it, and the number."""

    root: str
    extension: str

    def __str__(self) -> str:
        return "^".join(filter(None, (self.root, self.extension)))


@dataclass(frozen=True, slots=True)
class Person:
    """A prescriber."""

    number: Identifier
    family_name: str
    given_name: str


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient; of the numbers, those that are not national."""

    numbers: tuple[Identifier, ...]
    family_name: str  # in use
    given_name: str
    birth_name: str
    birth_date: str  # HL7
    sex: str


@dataclass(frozen=True, slots=True)
class CdaHeader:
    """What the header says."""

    document: Identifier
    family: Identifier  # setId: common to all versions
    replaces: bool
    title: str
    issued: str  # HL7
    laboratory: Identifier
    laboratory_name: str
    patient: Patient
    ordering: tuple[Person, ...]
    copies: tuple[Person, ...]
    order_number: str
    placer_reference: str
    section_code: str
    section: str
    status: str  # lab:statusCode


def read_header(root: Element) -> CdaHeader:
    """Return the header of the document ``root``."""
    service = _service(root)
    custodian = find(root, "custodian/assignedCustodian/representedCustodianOrganization")
    return CdaHeader(
        document=_identifier(find(root, "id")),
        family=_identifier(find(root, "setId")),
        replaces=any(each.get("typeCode") == "RPLC" for each in every(root, "relatedDocument")),
        title=text_of(find(root, "title")),
        issued=_attribute(find(root, "effectiveTime"), "value"),
        laboratory=_identifier(find(custodian, "id")),
        laboratory_name=text_of(find(custodian, "name")),
        patient=_patient(find(root, "recordTarget/patientRole")),
        ordering=tuple(_participants(root)),
        copies=tuple(_copies(root)),
        order_number=_identifier(find(service, "id")).extension,
        placer_reference=_identifier(find(root, "inFulfillmentOf/order/id")).extension,
        section_code=_attribute(find(service, "code"), "code"),
        section=_attribute(find(service, "code"), "displayName"),
        status=_attribute(find(service, "statusCode"), "code").lower(),
    )


def find(element: Element | None, path: str) -> Element | None:
    """Return the first element at ``path``, whatever its namespace."""
    return None if element is None else element.find(_any_namespace(path))


def every(element: Element | None, path: str) -> list[Element]:
    """Return all elements at ``path``, whatever their namespace."""
    return [] if element is None else element.findall(_any_namespace(path))


def text_of(element: Element | None) -> str:
    """Return all text in ``element`` on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def _service(root: Element) -> Element | None:
    services = every(root, "documentationOf/serviceEvent")
    numbered = (each for each in services if _identifier(find(each, "id")).extension)
    return next(numbered, services[0] if services else None)


def _identifier(element: Element | None) -> Identifier:
    return Identifier(_attribute(element, "root"), _attribute(element, "extension"))


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else " ".join((element.get(name) or "").split())


def _patient(role: Element | None) -> Patient:
    person = find(role, "patient")
    name = find(person, "name")
    identifiers = map(_identifier, every(role, "id"))
    family = _part(name, "family", ("CL", "", "BR"))
    return Patient(
        numbers=tuple(each for each in identifiers if each.extension and not each.root.startswith(NATIONAL_ROOT)),
        family_name=family,
        given_name=_part(name, "given", ("CL", "BR", "")),
        birth_name=_part(name, "family", ("BR", "SP")) if family else "",
        birth_date=_attribute(find(person, "birthTime"), "value"),
        sex=_attribute(find(person, "administrativeGenderCode"), "code"),
    )


def _part(name: Element | None, part: str, qualifiers: tuple[str, ...]) -> str:
    parts = every(name, part)
    return next((text_of(each) for wanted in qualifiers for each in parts if (each.get("qualifier") or "") == wanted), "")


def _participants(root: Element) -> Iterator[Person]:
    for participant in every(root, "participant"):
        entity = find(participant, "associatedEntity")
        if participant.get("typeCode") == ORDERING and entity is not None:
            yield _person(entity, "associatedPerson")


def _copies(root: Element) -> Iterator[Person]:
    patients = {_identifier(each) for each in every(root, "recordTarget/patientRole/id")}
    for intended in every(root, f"{RECIPIENT}/intendedRecipient"):
        person = _person(intended, "informationRecipient")
        # A patient may be a recipient of the document: never of the portal.
        if person.number not in patients and not person.number.root.startswith(NATIONAL_ROOT):
            yield person


def _person(entity: Element, path: str) -> Person:
    name = find(entity, f"{path}/name")
    return Person(_identifier(find(entity, "id")), text_of(find(name, "family")), text_of(find(name, "given")))
