"""PID: which number is the hospital's, which name is in use."""

from __future__ import annotations

import pytest

from ceres.api import IncomingPatient, Sex
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT, SourceProfile
from ceres_intake.reading.patients import read_patient
from factories.hl7 import make_hl7

INS = "279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS"


def patient(
    numbers: str = "", names: str = "TUFELE^Maleta", profile: SourceProfile = DEFAULT, *, former: str = "", maiden: str = ""
) -> IncomingPatient:
    pid = f"PID||{former}|{numbers}||{names}|{maiden}|19580714|F"
    return read_patient(Message.parse(make_hl7(pid=pid)).first("PID"), profile)


@pytest.mark.parametrize(
    ("numbers", "nip"),
    [
        (f"000003^^^CHU-X&000897406&N^PI~{INS}", "000003"),
        (f"{INS}~000003^^^CHU-X^PI", "000003"),
        ("1^^^A^MR~2^^^A^PI", "2"),
        ("444333333^^^X^SS~36363636^^^MPI^MR", "36363636"),
        ("10002", "10002"),
        ("1478895^4^M10^PA", "1478895"),
        (INS, ""),
        ("285093456781234^^^ASIP-SANTE-INS-C&1.2.250.1.213.1.4.6&ISO^NH", ""),
        ("285093456781234^^^ASIP&1.2.250.1.213.1.4.8&ISO", ""),  # told by its authority alone
        (f"{INS}~77^^^CHT", "77"),
        ("1^^^A~2^^^B", ""),  # two without type: neither can be preferred
        ("1509659693^^^CPR^NNDN", ""),
        ("^^^CHT^PI", ""),
        ("", ""),
    ],
)
def test_the_nip_is_the_hospital_s_own_number(numbers: str, nip: str) -> None:
    assert patient(numbers).nip == nip


def test_the_former_field_serves_when_no_number_can_be_told() -> None:
    assert patient("1^^^A^UR~2^^^B^UL", former="123456").nip == "123456"
    assert patient("", former=INS).nip == ""


def test_a_source_may_name_the_authority() -> None:
    profile = SourceProfile(nip_authority="CHT")
    assert patient("1^^^CLINIQUE^PI~2^^^CHT^PI", profile=profile).nip == "2"
    assert patient("1^^^CLINIQUE^PI~2^^^LABO&CHT&L^PI", profile=profile).nip == "2"
    assert patient("1^^^CLINIQUE^PI", profile=profile).nip == ""


def test_the_authority_is_kept() -> None:
    assert patient("1^^^CHU-X&000897406&N^PI").nip_authority == "CHU-X"
    assert patient("1^^^&1.2.3&ISO^PI").nip_authority == "1.2.3"


@pytest.mark.parametrize(
    ("names", "maiden", "read"),
    [
        ("TUFELE^Maleta", "", ("TUFELE", "Maleta", "")),
        ("MOREAU^Anne^^^^^L~DURAND^Anne^^^^^D", "", ("DURAND", "Anne", "MOREAU")),
        ("DURAND^Anne^^^^^D~MOREAU^Anne^Anne Marie^^^^L", "", ("DURAND", "Anne", "MOREAU")),
        ("DUPONT^Jean^^^^^L~DUPONT^Jean^^^^^D", "", ("DUPONT", "Jean", "")),
        ("PAT-TROIS^DOMINIQUE^DOMINIQUE^^^^L", "", ("PAT-TROIS", "DOMINIQUE", "")),
        ("DURAND^Anne", "MOREAU^^^^^^M", ("DURAND", "Anne", "MOREAU")),
        ("Everyman^Adam^^^^^L", "Mum^Martha^M^^^^M", ("Everyman", "Adam", "")),  # the mother's name, as in the standard
        ("CDPHTHREE^BOY^^^^^B", "", ("CDPHTHREE", "BOY", "")),
        ("^^^^^^~^^^^^", "", ("", "", "")),
        (r"N\T\GUYEN^O'Neil", "", ("N&GUYEN", "O'Neil", "")),
    ],
)
def test_names_are_told_by_their_type(names: str, maiden: str, read: tuple[str, str, str]) -> None:
    found = patient("1", names, maiden=maiden)
    assert (found.family_name, found.given_name, found.birth_name) == read


@pytest.mark.parametrize(
    ("sent", "read"), [("F", Sex.FEMALE), ("m", Sex.MALE), ("O", Sex.OTHER), ("U", Sex.UNKNOWN), ("1", Sex.UNKNOWN), ("", Sex.UNKNOWN)]
)
def test_sex(sent: str, read: Sex) -> None:
    assert read_patient(Message.parse(make_hl7(pid=f"PID|||1||A^B||19580714|{sent}")).first("PID"), DEFAULT).sex is read


def test_what_does_not_fit_the_database_is_cut() -> None:
    found = patient("9" * 500, "N" * 500 + "^" + "P" * 500)
    assert (len(found.nip), len(found.family_name), len(found.given_name)) == (120, 200, 200)
