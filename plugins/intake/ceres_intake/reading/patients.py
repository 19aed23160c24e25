"""PID: the patient as the laboratory identifies them."""

from __future__ import annotations

from collections.abc import Iterator

from ceres.api import IncomingPatient, Sex
from ceres_intake.hl7.message import Segment, Value
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.dates import parse_birth_date

# The national number is never shown as the hospital's: its type, or the root of its identifiers.
NATIONAL_TYPES = frozenset({"INS", "INS-C", "INS-A", "INS-NIR", "INS-NIA", "NH"})
NATIONAL_ROOT = "1.2.250.1.213.1.4"
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "O": Sex.OTHER, "A": Sex.OTHER}
NAME_LENGTH = 200
IDENTIFIER_LENGTH = 120


def read_patient(pid: Segment, profile: SourceProfile) -> IncomingPatient:
    """Return the identity in ``pid``; what it does not say is empty."""
    number = nip(pid, profile)
    used = _name_in_use(pid)
    family, given = used.component(1)[:NAME_LENGTH], used.component(2)[:NAME_LENGTH]
    birth_name = _birth_name(pid, used)[:NAME_LENGTH]
    return IncomingPatient(
        nip=number.component(1)[:IDENTIFIER_LENGTH],
        nip_authority=(number.subcomponent(4, 1) or number.subcomponent(4, 2))[:IDENTIFIER_LENGTH],
        family_name=family,
        given_name=given,
        birth_name=birth_name if birth_name.casefold() != family.casefold() else "",
        birth_date=parse_birth_date(pid.component(7)),
        sex=SEXES.get(pid.component(8)[:1].upper(), Sex.UNKNOWN),
    )


def is_national(identifier: Value, type_component: int = 5) -> bool:
    """Return whether a CX (or an XCN, whose type is component 13, authority 9) is a national patient number."""
    authority = identifier.raw_component(4 if type_component == 5 else 9)
    return identifier.component(type_component).upper() in NATIONAL_TYPES or NATIONAL_ROOT in authority


def nip(pid: Segment, profile: SourceProfile) -> Value:
    """Return the hospital's own number: by type, then the only one without type, then PID-2."""
    own = [each for each in pid.repetitions(3) if each.component(1) and not is_national(each) and _of_authority(each, profile)]
    for kind in profile.nip_types:
        typed = [each for each in own if each.component(5).upper() == kind]
        if typed:
            return typed[0]
    untyped = [each for each in own if not each.component(5)]
    if len(untyped) == 1:
        return untyped[0]
    former = pid.first(2)
    return Value("", former.delimiters) if is_national(former) else former


def _of_authority(identifier: Value, profile: SourceProfile) -> bool:
    authorities = (identifier.subcomponent(4, 1), identifier.subcomponent(4, 2))
    return not profile.nip_authority or profile.nip_authority in authorities


def _name_in_use(pid: Segment) -> Value:
    # By type, never by position: the name in use (D) may come before or after the birth name (L).
    for kind in ("D", "L", ""):
        for name in _names(pid, kind):
            return name
    return next((name for name in pid.repetitions(5) if name.component(1)), pid.first(5))


def _birth_name(pid: Segment, used: Value) -> str:
    birth = [name.component(1) for kind in ("L", "B") for name in _names(pid, kind) if name != used]
    # PID-6 is the mother's maiden name in the standard; French senders put the patient's own there, without a given name.
    maiden = [name.component(1) for name in pid.repetitions(6) if name.component(7) == "M" and not name.component(2)]
    return next(iter([*birth, *maiden]), "")


def _names(pid: Segment, kind: str) -> Iterator[Value]:
    return (name for name in pid.repetitions(5) if name.component(7).upper() == kind and name.component(1))
