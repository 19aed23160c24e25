"""ADT: numbers of patients that become others (PID and MRG), patients that were one and are two again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from ceres.api import IncomingMerge, IncomingPatient
from ceres_intake.acts import Ignore, Merge, Unlink
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.dates import parse_instant
from ceres_intake.reading.patients import read_patient
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.routing import message_type

STAYS = frozenset({"A35", "A41", "A42"})  # merges of accounts and visits
MOVES = frozenset({"A43", "A44", "A45"})  # something of one patient becomes another's
UNLINK = "A37"


def read_identity_change(message: Message, profile: SourceProfile, zone: tzinfo, received_at: datetime) -> Merge | Unlink | Ignore:
    """Return what an ADT that changes numbers asks for.

    Raises:
        Unplaceable: it does not give the numbers, or does not say which reports it is about.
    """
    trigger = message_type(message)[1]
    if trigger in MOVES:
        raise Unplaceable(Reason.MOVE_BETWEEN_PATIENTS)
    if trigger == UNLINK:
        return _unlinked(message, profile)
    at = _instant(message, zone) or received_at
    pairs = [IncomingMerge(read_patient(pid, profile), _former(pid, mrg, profile), at) for pid, mrg in _pairs(message)]
    if trigger in STAYS and all(_same_number(pair) for pair in pairs):
        return Ignore(Reason.STAYS_ONLY)
    if not pairs or not all(pair.survivor.nip and pair.former.nip for pair in pairs):
        raise Unplaceable(Reason.MERGE_WITHOUT_NUMBERS)
    return Merge(tuple(pairs))


def _unlinked(message: Message, profile: SourceProfile) -> Unlink:
    patients = [read_patient(pid, profile) for pid in message.every("PID")]
    if len(patients) != 2 or not all(patient.nip for patient in patients):
        raise Unplaceable(Reason.MERGE_WITHOUT_NUMBERS)
    return Unlink(patients[0], patients[1])


def _pairs(message: Message) -> Iterator[tuple[Segment, Segment]]:
    pid: Segment | None = None
    for segment in message.segments:
        if segment.name == "PID":
            pid = segment
        elif segment.name == "MRG" and pid is not None:
            yield pid, segment


def _former(pid: Segment, mrg: Segment, profile: SourceProfile) -> IncomingPatient:
    # MRG says of the former patient what PID says of the present one, in other fields: numbers in 1 and 4, name in 7.
    fields = ("PID", "", mrg.whole(4).raw, mrg.whole(1).raw, "", mrg.whole(7).raw)
    former, present = read_patient(Segment(fields, mrg.delimiters), profile), read_patient(pid, profile)
    return former if former.nip_authority else replace(former, nip_authority=present.nip_authority)


def _same_number(pair: IncomingMerge) -> bool:
    return not pair.former.nip or pair.former.nip == pair.survivor.nip


def _instant(message: Message, zone: tzinfo) -> datetime | None:
    event = message.first("EVN")
    texts = (event.component(6), event.component(2), message.header.component(7))
    return next((found for text in texts if (found := parse_instant(text, zone)) is not None), None)
