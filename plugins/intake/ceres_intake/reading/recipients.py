"""OBR-16, OBR-28 and their substitutes: who receives the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ceres.api import DeliveryRole, IdentifierKind, IncomingPrescriber
from ceres_intake.hl7.message import Value
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.reading.patients import IDENTIFIER_LENGTH, NAME_LENGTH, is_national
from ceres_intake.reasons import Reason, Unplaceable

RPPS = re.compile(r"\d{11}")
ADELI = re.compile(r"[0-9A-Z]{2}\d{7}")
HEALTH_PROFESSIONALS = "1.2.250.1.71.4.2.1"  # national authority: RPPS, ADELI, or one of them after a digit that says which
IDNPS_FORMS = {"8": (IdentifierKind.RPPS, RPPS), "0": (IdentifierKind.ADELI, ADELI)}
COPY_PARTICIPATION = "RCT"

Identifier = tuple[IdentifierKind, str]


def read_recipients(groups: Iterable[OrderGroup], profile: SourceProfile) -> tuple[IncomingPrescriber, ...]:
    """Return whom the laboratory addresses the report to, the ordering ones first, each with at least one identifier.

    Raises:
        Unplaceable: nobody is named, or nobody by a code.
    """
    groups = list(groups)
    named = [each for read in (_ordering, _copies) for group in groups for each in read(group, profile)]
    known = [each for each in named if each.identifiers]
    if not known:
        raise Unplaceable(Reason.PRESCRIBER_WITHOUT_CODE if named else Reason.NO_PRESCRIBER)
    return _distinct(known)


def _distinct(recipients: Iterable[IncomingPrescriber]) -> tuple[IncomingPrescriber, ...]:
    """Return each recipient once, as first named."""
    kept: list[IncomingPrescriber] = []
    for each in recipients:
        if not any(set(each.identifiers) & set(other.identifiers) for other in kept):
            kept.append(each)
    return tuple(kept)


def _ordering(group: OrderGroup, profile: SourceProfile) -> Iterator[IncomingPrescriber]:
    for rule in profile.prescriber:
        people = [_person(value, DeliveryRole.ORDERING) for value in group.values(rule)]
        found = [person for person in people if person.identifiers or person.family_name]
        if found:
            return iter(_merged(found))
    return iter(())


def _merged(people: list[IncomingPrescriber]) -> list[IncomingPrescriber]:
    # A repetition of the same name is the same person under another number.
    merged: dict[tuple[str, str], IncomingPrescriber] = {}
    for number, person in enumerate(people):
        name = (person.family_name.casefold(), person.given_name.casefold())
        name = name if any(name) else (str(number), "")
        known = merged.get(name, replace(person, identifiers=()))
        merged[name] = replace(known, identifiers=tuple(dict.fromkeys(known.identifiers + person.identifiers)))
    return list(merged.values())


def _copies(group: OrderGroup, profile: SourceProfile) -> Iterator[IncomingPrescriber]:
    for rule in profile.copies:
        for value in group.values(rule):
            yield _person(value, DeliveryRole.COPY)
    patient_numbers = {value.component(1) for value in group.patient.repetitions(3)}
    for participant in group.participants:
        if participant.component(4).upper() == COPY_PARTICIPATION:
            for value in participant.repetitions(5):
                # A patient may be a recipient of the document: never of the portal.
                if not is_national(value, 13) and value.component(1) not in patient_numbers:
                    yield _person(value, DeliveryRole.COPY)


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
