"""One report of an explained message as lines that people and programs read: field, value, path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ceres.api import DeliveryRole, IncomingPrescriber
from ceres_intake.reading.reading import Reading
from ceres_intake.reading.recipients import Addressee


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, what it is, and where it stood."""

    name: str  # stable
    label: str  # French
    value: str
    path: str


def facts_of(reading: Reading) -> Iterator[Fact]:
    """Yield what is known of one report, in the order of its columns."""
    place, patient = reading.place, reading.place.identity.patient
    yield Fact("order_number", "numéro", place.number.text, place.number.path)
    yield Fact("placer_reference", "référence", reading.reference.text, reading.reference.path)
    yield Fact("nip", "NIP", patient.nip, place.identity.nip.path)
    yield Fact("name", "patient", place.identity.name.text, place.identity.name.path)
    yield Fact("birth_date", "naissance", patient.birth_date, "PID-7" if patient.birth_date else "")
    yield Fact("section", "section", place.section.shown.text, place.section.shown.path)
    if place.part:
        yield Fact("part", "partie", place.part.text, place.part.path)
    yield Fact("status", "état", reading.decision.status.value, reading.decision.why)
    yield Fact("issued_at", "édition", reading.issue.at.isoformat() if reading.issue.at else "", reading.issue.path or "à la réception")
    for addressee in reading.addressees.known:
        yield _person(addressee)
    yield from _documents(reading)
    yield Fact("observations", "résultats", str(len(reading.observations)), "OBX")


def _person(addressee: Addressee) -> Fact:
    name, label = ("prescriber", "prescripteur") if addressee.person.role is DeliveryRole.ORDERING else ("copy", "copie")
    return Fact(name, label, _named(addressee.person), addressee.path)


def _named(person: IncomingPrescriber) -> str:
    codes = ", ".join(f"{kind.value} {value}" for kind, value in person.identifiers)
    return f"{person.family_name} {person.given_name}".strip() + f" ({codes})"


def _documents(reading: Reading) -> Iterator[Fact]:
    for carrier in reading.findings.carriers:
        problem = carrier.problem.explanation if carrier.problem else ""
        yield Fact("carrier", "document envoyé", f"{carrier.size} octets{f' : {problem}' if problem else ''}", carrier.path)
    for report in reading.reports:
        document = report.document
        if document:
            kind = "composé des résultats" if document.rendered else "PDF complet" if document.complete else "PDF incomplet"
            yield Fact("document", "document", f"{kind}, {len(document.content)} octets", "")
