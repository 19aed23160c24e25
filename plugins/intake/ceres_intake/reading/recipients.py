"""OBR-16, OBR-28 and their substitutes: who receives the report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ceres.api import DeliveryRole, IdentifierKind, IncomingPrescriber
from ceres_intake.hl7.message import Value
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.reading.patients import IDENTIFIER_LENGTH, NAME_LENGTH, is_national
from ceres_intake.reasons import Reason

RPPS = re.compile(r"\d{11}")
ADELI = re.compile(r"[0-9A-Z]{2}\d{7}")
HEALTH_PROFESSIONALS = "1.2.250.1.71.4.2.1"  # national authority: RPPS, ADELI, or one of them after a digit that says which
IDNPS_FORMS = {"8": (IdentifierKind.RPPS, RPPS), "0": (IdentifierKind.ADELI, ADELI)}
COPY_PARTICIPATION = "RCT"
BY_NAME = "nom:"  # begins the code of somebody known by name only; no laboratory writes one like it

Identifier = tuple[IdentifierKind, str]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody the message names, and where."""

    person: IncomingPrescriber
    path: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom a report goes to, or why nobody can be told."""

    known: tuple[Addressee, ...] = ()
    problem: Reason | None = None
    uncoded: tuple[IncomingPrescriber, ...] = ()  # named, and nobody can tell who they are

    @property
    def people(self) -> tuple[IncomingPrescriber, ...]:
        """The people alone, as the core takes them."""
        return tuple(each.person for each in self.known)


def read_recipients(groups: Iterable[OrderGroup], profile: SourceProfile) -> Addressees:
    """Return whom the laboratory addresses the report to, the ordering ones first, each with at least one identifier."""
    groups = list(groups)
    named = [each for read in (_ordering, _copies) for group in groups for each in read(group, profile)]
    if profile.prescriber_by_name:
        named = [replace(each, person=_known_by_name(each.person)) for each in named]
    known = [each for each in named if each.person.identifiers]
    if not known:
        problem = Reason.PRESCRIBER_WITHOUT_CODE if named else Reason.NO_PRESCRIBER
        return Addressees((), problem, tuple(dict.fromkeys(each.person for each in named)))
    return Addressees(_distinct(known))


def _distinct(recipients: Iterable[Addressee]) -> tuple[Addressee, ...]:
    """Return each recipient once, as first named."""
    kept: list[Addressee] = []
    for each in recipients:
        if not any(set(each.person.identifiers) & set(other.person.identifiers) for other in kept):
            kept.append(each)
    return tuple(kept)


def _ordering(group: OrderGroup, profile: SourceProfile) -> list[Addressee]:
    by_rule = [(rule, _named(group.values(rule), DeliveryRole.ORDERING)) for rule in profile.prescriber]
    rule, first = next(((rule, people) for rule, people in by_rule if people), (None, []))
    if rule and not any(person.identifiers for person in first):
        # One place gives the name alone, another the code of the same person.
        rule, first = next(((other, people) for other, people in by_rule if _give_code(people, first)), (rule, first))
    return [Addressee(person, rule.path) for person in _merged(first)] if rule else []


def _named(values: Iterable[Value], role: DeliveryRole) -> list[IncomingPrescriber]:
    people = (_person(value, role) for value in values)
    return [person for person in people if person.identifiers or person.family_name]


def _give_code(people: list[IncomingPrescriber], wanted: list[IncomingPrescriber]) -> bool:
    names = {_name(person) for person in wanted}
    return any(person.identifiers and _name(person) in names for person in people)


def _name(person: IncomingPrescriber) -> tuple[str, str]:
    return person.family_name.casefold(), person.given_name.casefold()


def _known_by_name(person: IncomingPrescriber) -> IncomingPrescriber:
    if person.identifiers or not person.family_name:
        return person
    letters = unicodedata.normalize("NFKD", f"{person.family_name} {person.given_name}".strip().casefold())
    code = BY_NAME + "".join(letter for letter in letters if not unicodedata.combining(letter))
    return replace(person, identifiers=((IdentifierKind.CODE, code[:IDENTIFIER_LENGTH]),))


def _merged(people: list[IncomingPrescriber]) -> list[IncomingPrescriber]:
    # A repetition of the same name is the same person under another number.
    merged: dict[tuple[str, str], IncomingPrescriber] = {}
    for number, person in enumerate(people):
        name = _name(person) if any(_name(person)) else (str(number), "")
        known = merged.get(name, replace(person, identifiers=()))
        merged[name] = replace(known, identifiers=tuple(dict.fromkeys(known.identifiers + person.identifiers)))
    return list(merged.values())


def _copies(group: OrderGroup, profile: SourceProfile) -> Iterator[Addressee]:
    for rule in profile.copies:
        values = (value for value in group.values(rule) if not is_national(value, 13))
        yield from (Addressee(person, rule.path) for person in _named(values, DeliveryRole.COPY))
    patient_numbers = {value.component(1) for value in group.patient.repetitions(3)}
    for participant in group.participants:
        if participant.component(4).upper() == COPY_PARTICIPATION:
            for value in participant.repetitions(5):
                # A patient may be a recipient of the document: never of the portal.
                if not is_national(value, 13) and value.component(1) not in patient_numbers:
                    yield Addressee(_person(value, DeliveryRole.COPY), "PRT-5 (RCT)")


def _person(value: Value, role: DeliveryRole) -> IncomingPrescriber:
    return IncomingPrescriber(
        identifiers=tuple(_identifiers(value)),
        family_name=value.component(2)[:NAME_LENGTH],
        given_name=value.component(3)[:NAME_LENGTH],
        role=role,
    )


def _identifiers(value: Value) -> Iterator[Identifier]:
    number = value.component(1)[:IDENTIFIER_LENGTH]
    if number:
        yield from _national(number, value.component(13).upper(), HEALTH_PROFESSIONALS in value.raw_component(9))
        # Always as sent too: it is what an administrator reads in the message and types.
        yield IdentifierKind.CODE, number


def _national(number: str, kind: str, national: bool) -> Iterator[Identifier]:
    if kind == "IDNPS":
        yield IdentifierKind.IDNPS, number
        form = IDNPS_FORMS.get(number[0])
        if form and form[1].fullmatch(number[1:]):
            yield form[0], number[1:]
    elif RPPS.fullmatch(number) and (kind == "RPPS" or national):
        yield IdentifierKind.RPPS, number
    elif ADELI.fullmatch(number) and (kind == "ADELI" or national):
        yield IdentifierKind.ADELI, number
