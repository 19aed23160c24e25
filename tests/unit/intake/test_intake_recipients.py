"""Who receives a report, and by which identifiers they are known."""

from __future__ import annotations

import pytest

from ceres.api import DeliveryRole, IdentifierKind, IncomingPrescriber
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT
from ceres_intake.reading.groups import order_groups
from ceres_intake.reading.recipients import read_recipients
from ceres_intake.reasons import Reason, Unplaceable
from factories.hl7 import OBR, ORC, make_hl7, pdf_obx, with_fields

PS = "ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO"
CODE, RPPS, ADELI, IDNPS = IdentifierKind.CODE, IdentifierKind.RPPS, IdentifierKind.ADELI, IdentifierKind.IDNPS


def recipients(*results: str, **segments: str) -> tuple[IncomingPrescriber, ...]:
    message = Message.parse(make_hl7(*(results or (pdf_obx(),)), **segments))
    addressees = read_recipients(order_groups(message), DEFAULT)
    if addressees.problem:
        raise Unplaceable(addressees.problem)
    return addressees.people


def codes(found: tuple[IncomingPrescriber, ...]) -> list[tuple[str, str]]:
    return [(each.identifiers[-1][1], each.role.value) for each in found]


@pytest.mark.parametrize(
    ("person", "identifiers"),
    [
        ("DR1^MARCHAND^Hélène", ((CODE, "DR1"),)),
        (f"22233445566^CORDIER^N^^^^^^{PS}^L^^^RPPS", ((RPPS, "22233445566"), (CODE, "22233445566"))),
        ("22233445566^CORDIER^N^^^^^^^^^^RPPS", ((RPPS, "22233445566"), (CODE, "22233445566"))),
        (f"801234567866^DIAZ^T^^^^^^{PS}^D^^^IDNPS", ((IDNPS, "801234567866"), (RPPS, "01234567866"), (CODE, "801234567866"))),
        (f"0751234567^DIAZ^T^^^^^^{PS}^D^^^IDNPS", ((IDNPS, "0751234567"), (ADELI, "751234567"), (CODE, "0751234567"))),
        ("751234567^DIAZ^T^^^^^^^^^^ADELI", ((ADELI, "751234567"), (CODE, "751234567"))),
        (f"751234567^DIAZ^T^^^^^^{PS}", ((ADELI, "751234567"), (CODE, "751234567"))),
        ("22233445566^CORDIER^N^^^^^^AZ^L^^^NIHDI", ((CODE, "22233445566"),)),  # eleven digits of another country
        ("123^CORDIER^N^^^^^^^^^^RPPS", ((CODE, "123"),)),
        ("123456^DR. NAME", ((CODE, "123456"),)),
    ],
)
def test_identifiers_are_told_by_type_and_authority(person: str, identifiers: tuple[tuple[IdentifierKind, str], ...]) -> None:
    assert recipients(obr=with_fields(OBR, f16=person))[0].identifiers == identifiers


def test_the_first_field_that_names_somebody_wins() -> None:
    orders = {"f16": "", "f28": ""}
    everywhere = {"orc": with_fields(ORC, f12="ORC12"), "pv1": "PV1||I|||||PV17|PV18"}
    assert codes(recipients(**everywhere)) == [("DR1", "ordering")]
    assert codes(recipients(obr=with_fields(OBR, **orders), **everywhere)) == [("ORC12", "ordering")]
    assert codes(recipients(obr=with_fields(OBR, **orders), pv1="PV1||I|||||PV17|PV18")) == [("PV18", "ordering")]
    assert codes(recipients(obr=with_fields(OBR, **orders), pv1="PV1||I|||||PV17")) == [("PV17", "ordering")]


def test_one_person_under_two_numbers_is_one_recipient() -> None:
    found = recipients(obr=with_fields(OBR, f16="DR1^MARCHAND^Hélène~22233445566^Marchand^Hélène^^^^^^^^^^RPPS"))
    assert [each.identifiers for each in found] == [((CODE, "DR1"), (RPPS, "22233445566"), (CODE, "22233445566"))]


def test_two_people_are_two_recipients() -> None:
    assert codes(recipients(obr=with_fields(OBR, f16="DR1^MARCHAND^Hélène~DR2^PETIT^Luc"))) == [("DR1", "ordering"), ("DR2", "ordering")]


def test_copies_come_after_and_nobody_twice() -> None:
    found = recipients(obr=with_fields(OBR, f28="DR1^MARCHAND^Hélène~DR2^PETIT^Luc~^SANSCODE^Léa~DR2^PETIT^Luc"))
    assert codes(found) == [("DR1", "ordering"), ("DR2", "copy")]


def test_participants_are_copies_unless_they_are_the_patient() -> None:
    participants = (
        f"PRT||UC||SB^^participation|801234567866^DIAZ^Thierry^^^^^^{PS}^D^^^IDNPS",
        f"PRT||UC||RCT^^participation|801234567897^HODA^Adam^^^^^^{PS}^D^^^IDNPS",
        "PRT||UC||RCT^^participation|279035121518989^TUFELE^Maleta^^^^^^1.2.250.1.213.1.4.10^L^^^INS",
        "PRT||UC||RCT^^participation|1980456123^TUFELE^Maleta",
        "PRT||UC||RCT^^participation||||||12|||||^^X.400^application@exemple.nc",
        "PRT||UC||REPLY^^participation|||||||||||^^X.400^adam.hoda@exemple.nc",
    )
    found = recipients(pdf_obx(), *participants)
    assert codes(found) == [("DR1", "ordering"), ("801234567897", "copy")]
    assert found[1].role is DeliveryRole.COPY


def test_nobody() -> None:
    with pytest.raises(Unplaceable) as caught:
        recipients(obr=with_fields(OBR, f16=""))
    assert caught.value.reason is Reason.NO_PRESCRIBER


def test_a_name_without_code_is_nobody_one_can_be_sure_of() -> None:
    with pytest.raises(Unplaceable) as caught:
        recipients(obr=with_fields(OBR, f16="^BLUE^Eva^^^DR"))
    assert caught.value.reason is Reason.PRESCRIBER_WITHOUT_CODE


def test_a_copy_with_a_code_saves_a_report_whose_prescriber_has_none() -> None:
    assert codes(recipients(obr=with_fields(OBR, f16="^BLUE^Eva", f28="DR2^PETIT^Luc"))) == [("DR2", "copy")]
