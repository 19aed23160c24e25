"""ADT that change numbers: merges, renumberings, separations, and what only moves stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ceres_intake.acts import Ignore, Merge, Unlink
from ceres_intake.formats.letter import Circumstances
from ceres_intake.formats.opening import open_letter
from ceres_intake.reasons import Reason, Unplaceable

NOW = datetime(2026, 3, 5, tzinfo=UTC)
AROUND = Circumstances(NOW)


def adt(trigger: str, *lines: str) -> bytes:
    header = rf"MSH|^~\&|GAM|CHT|CERES|CHT|20260304101500||ADT^{trigger}^ADT_A39|7|P|2.5"
    return "\r".join((header, *lines, "")).encode()


PID = "PID|||NEW^^^CHT^PI~258077512345678^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS||TUFELE^Maleta^^^^^L||19580714|F"
MRG = "MRG|OLD^^^CHT^PI||||||TUFFELE^Maleta"


@pytest.mark.parametrize("trigger", ["A18", "A34", "A36", "A39", "A40", "A46", "A47"])
def test_a_former_number_and_the_one_in_force(trigger: str) -> None:
    act = open_letter(adt(trigger, "EVN||20260304100000", PID, "PD1|", MRG), AROUND).act()
    assert isinstance(act, Merge)
    (merge,) = act.merges
    assert (merge.survivor.nip, merge.survivor.nip_authority, merge.survivor.family_name) == ("NEW", "CHT", "TUFELE")
    assert (merge.former.nip, merge.former.nip_authority, merge.former.family_name) == ("OLD", "CHT", "TUFFELE")
    assert merge.at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_several_pairs_in_one_message() -> None:
    other = PID.replace("NEW", "NEW2"), "MRG|OLD2"
    act = open_letter(adt("A40", PID, MRG, *other), AROUND).act()
    assert isinstance(act, Merge)
    assert [(each.survivor.nip, each.former.nip, each.former.nip_authority) for each in act.merges] == [
        ("NEW", "OLD", "CHT"),
        ("NEW2", "OLD2", "CHT"),
    ]


@pytest.mark.parametrize("trigger", ["A35", "A41", "A42"])
def test_numbers_of_stays_are_nothing_to_us(trigger: str) -> None:
    for mrg in ("MRG|||OLD-STAY", "MRG|NEW^^^CHT^PI||OLD-STAY"):
        assert open_letter(adt(trigger, PID, mrg), AROUND).act() == Ignore(Reason.STAYS_ONLY)
    assert isinstance(open_letter(adt(trigger, PID, MRG), AROUND).act(), Merge)


def test_a_separation_names_two() -> None:
    act = open_letter(adt("A37", PID, "PV1||I", PID.replace("NEW", "OTHER")), AROUND).act()
    assert isinstance(act, Unlink)
    assert (act.one.nip, act.other.nip) == ("NEW", "OTHER")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (adt("A40", PID), Reason.MERGE_WITHOUT_NUMBERS),
        (adt("A40", MRG, PID), Reason.MERGE_WITHOUT_NUMBERS),
        (adt("A40", PID, "MRG|"), Reason.MERGE_WITHOUT_NUMBERS),
        (adt("A40", PID, MRG, "PID|||", MRG), Reason.MERGE_WITHOUT_NUMBERS),
        (adt("A37", PID), Reason.MERGE_WITHOUT_NUMBERS),
        (adt("A43", PID, MRG), Reason.MOVE_BETWEEN_PATIENTS),
        (adt("A44", PID, MRG), Reason.MOVE_BETWEEN_PATIENTS),
        (adt("A45", PID, MRG), Reason.MOVE_BETWEEN_PATIENTS),
    ],
)
def test_what_is_not_certain_waits(message: bytes, reason: Reason) -> None:
    with pytest.raises(Unplaceable) as raised:
        open_letter(message, AROUND).act()
    assert raised.value.reason is reason
