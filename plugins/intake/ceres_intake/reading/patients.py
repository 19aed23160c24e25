"""PID: the patient as the laboratory identifies them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ceres.api import IncomingPatient, Sex
from ceres_intake.hl7.delimiters import Delimiters
from ceres_intake.hl7.message import Segment, Value
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.dates import parse_birth_date
from ceres_intake.reading.found import NOTHING, Found
from ceres_intake.reading.groups import OrderGroup

# The national number is never shown as the hospital's: its type, or the root of its identifiers.
NATIONAL_TYPES = frozenset({"INS", "INS-C", "INS-A", "INS-NIR", "INS-NIA", "NH"})
NATIONAL_ROOT = "1.2.250.1.213.1.4"
HOSPITAL_TYPE = "PI"
NATIONAL_NUMBER = re.compile(r"[0-9AB]{13,}")  # NIR: 13 or 15, INS-C: 22; A and B in Corsica
PLAIN = Delimiters("\0", "\0", "\0", "\0", "\0")  # a text already decoded has nothing left to cut
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "O": Sex.OTHER, "A": Sex.OTHER}
NAME_LENGTH = 200
IDENTIFIER_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Identity:
    """A patient, and where the number and the name stood."""

    patient: IncomingPatient
    nip: Found = NOTHING
    name: Found = NOTHING


def read_patient(pid: Segment, profile: SourceProfile) -> IncomingPatient:
    """Return the identity in ``pid``; what it does not say is empty."""
    return identity_of(OrderGroup(patient=pid), profile).patient


def identity_of(group: OrderGroup, profile: SourceProfile) -> Identity:
    """Return the identity of the patient of ``group``."""
    pid = group.patient
    number, path = nip(group, profile)
    used, name_path = _name_in_use(pid)
    family, given = used.component(1)[:NAME_LENGTH], used.component(2)[:NAME_LENGTH]
    birth_name = _birth_name(pid, used)[:NAME_LENGTH]
    patient = IncomingPatient(
        nip=number.component(1)[:IDENTIFIER_LENGTH],
        nip_authority=(number.subcomponent(4, 1) or number.subcomponent(4, 2))[:IDENTIFIER_LENGTH],
        family_name=family,
        given_name=given,
        birth_name=birth_name if birth_name.casefold() != family.casefold() else "",
        birth_date=parse_birth_date(pid.component(7)),
        sex=SEXES.get(pid.component(8)[:1].upper(), Sex.UNKNOWN),
    )
    return Identity(patient, Found(patient.nip, path), Found(f"{family} {given}".strip(), name_path))


def is_national(identifier: Value, type_component: int = 5) -> bool:
    """Return whether a CX (or an XCN, whose type is component 13, authority 9) is a national patient number."""
    kind = identifier.component(type_component).upper()
    if kind in NATIONAL_TYPES:
        return True
    rooted = NATIONAL_ROOT in identifier.raw_component(4 if type_component == 5 else 9)
    # Some put the national root on the hospital's own numbers: the number itself says that it is none.
    return rooted and (kind != HOSPITAL_TYPE or bool(NATIONAL_NUMBER.fullmatch(identifier.component(1))))


def nip(group: OrderGroup, profile: SourceProfile) -> tuple[Value, str]:
    """Return the hospital's own number and its path: by type, then the only one without type, then PID-2."""
    pid = group.patient
    for rule in profile.nip:
        text = group.find([rule]).text
        if text:
            return Value(text, PLAIN), rule.path
    own = [each for each in pid.repetitions(3) if each.component(1) and not is_national(each) and _of_authority(each, profile)]
    for kind in profile.nip_types:
        typed = [each for each in own if each.component(5).upper() == kind.upper()]
        if typed:
            return typed[0], f"PID-3.1 ({kind})"
    untyped = [each for each in own if not each.component(5)]
    if len(untyped) == 1:
        return untyped[0], "PID-3.1"
    former = pid.first(2)
    return (Value("", former.delimiters), "") if is_national(former) else (former, "PID-2.1" if former else "")


def _of_authority(identifier: Value, profile: SourceProfile) -> bool:
    authorities = (identifier.subcomponent(4, 1), identifier.subcomponent(4, 2))
    return not profile.nip_authority or profile.nip_authority in authorities


def _name_in_use(pid: Segment) -> tuple[Value, str]:
    # By type, never by position: the name in use (D) may come before or after the birth name (L).
    for kind in ("D", "L", ""):
        for name in _names(pid, kind):
            return name, f"PID-5 ({kind})" if kind else "PID-5"
    return next(((name, "PID-5") for name in pid.repetitions(5) if name.component(1)), (pid.first(5), ""))


def _birth_name(pid: Segment, used: Value) -> str:
    birth = [name.component(1) for kind in ("L", "B") for name in _names(pid, kind) if name != used]
    # PID-6 is the mother's maiden name in the standard; French senders put the patient's own there, without a given name.
    maiden = [name.component(1) for name in pid.repetitions(6) if name.component(7) == "M" and not name.component(2)]
    return next(iter([*birth, *maiden]), "")


def _names(pid: Segment, kind: str) -> Iterator[Value]:
    return (name for name in pid.repetitions(5) if name.component(7).upper() == kind and name.component(1))
