"""What a report's status is when four fields speak of it, and when it is shown to nobody."""

from __future__ import annotations

import pytest

from ceres.api import ReportStatus, Withheld
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT
from ceres_intake.reading.groups import order_groups
from ceres_intake.reading.status import Signals, read_signals
from factories.hl7 import OBR, ORC, make_hl7, pdf_obx, value_obx, with_fields

MASK = "OBX|9|CE|MASQUE_PS^Masqué aux professionnels de Santé^MetaDMPMSS||{}^^expandedYes-NoIndicator||||||F|"
EMPTY = "OBX|1|ED|PDF||^application^pdf^Base64^||||||F"


def signals(*results: str, obr25: str = "F", orc1: str = "RE", orc5: str = "") -> Signals:
    obr, orc = with_fields(OBR, f25=obr25), with_fields(ORC, f1=orc1, f5=orc5)
    return read_signals(order_groups(Message.parse(make_hl7(*results, obr=obr, orc=orc))), DEFAULT)


@pytest.mark.parametrize(
    ("obr25", "results", "status"),
    [
        ("F", [pdf_obx()], "final"),
        ("F ", [pdf_obx()], "final"),
        ("f", [value_obx()], "final"),
        ("", [value_obx()], "final"),
        ("", [value_obx(status="U")], "final"),
        ("P", [pdf_obx(status="P")], "preliminary"),
        ("A", [pdf_obx()], "preliminary"),
        ("M", [pdf_obx()], "preliminary"),
        ("I", [value_obx()], "preliminary"),
        ("F", [value_obx(), value_obx(status="P")], "preliminary"),
        ("F", [value_obx(), value_obx("", status="I")], "preliminary"),
        ("F", [value_obx(status="S")], "preliminary"),
        ("P", [value_obx(status="C")], "preliminary"),
        ("C", [pdf_obx()], "corrected"),
        ("F", [pdf_obx(status="C")], "corrected"),
        ("", [value_obx(), value_obx(status="C")], "corrected"),
        ("X", [pdf_obx()], "cancelled"),
        ("X", [EMPTY], "cancelled"),
        ("F", [value_obx("", status="X")], "cancelled"),
        ("F", [EMPTY], "registered"),
        ("F", [value_obx("")], "registered"),
        ("I", [EMPTY], "registered"),
        ("O", [EMPTY], "registered"),
        ("S", [EMPTY], "registered"),
        ("N", [EMPTY], "registered"),
        ("", [value_obx("", status="I")], "registered"),
        ("SOUT", [pdf_obx(status="")], "unknown"),
        ("E", [pdf_obx()], "unknown"),
        ("Résultat validé", [pdf_obx()], "unknown"),
        ("", [pdf_obx(status="")], "unknown"),
        ("F", [pdf_obx(status="D")], "retracted"),
        ("F", [pdf_obx(status="W")], "retracted"),
        ("C", [value_obx(status="W"), value_obx()], "retracted"),
        ("F", [pdf_obx(status="D"), value_obx()], "retracted"),
        ("F", [value_obx(status="D"), value_obx(status="D")], "retracted"),
        ("F", [value_obx(status="D"), value_obx()], "final"),
    ],
)
def test_the_request_and_the_results(obr25: str, results: list[str], status: str) -> None:
    assert signals(*results, obr25=obr25).status() == status


@pytest.mark.parametrize(
    ("orc1", "orc5", "results", "status"),
    [
        ("RO", "", [pdf_obx()], "corrected"),
        ("CA", "", [pdf_obx()], "retracted"),
        ("CA", "", [value_obx()], "retracted"),
        ("CA", "", [EMPTY], "cancelled"),
        ("OC", "", [EMPTY], "cancelled"),
        ("OC", "", [pdf_obx()], "final"),
        ("RE", "CA", [EMPTY], "cancelled"),
        ("RE", "DC", [EMPTY], "cancelled"),
        ("RE", "CA", [pdf_obx()], "final"),
        ("SC", "IP", [pdf_obx()], "final"),
    ],
)
def test_the_order(orc1: str, orc5: str, results: list[str], status: str) -> None:
    assert signals(*results, orc1=orc1, orc5=orc5).status() == status


@pytest.mark.parametrize(("orc5", "status"), [("CM", "final"), ("A", "preliminary"), ("IP", "preliminary"), ("", "unknown")])
def test_the_order_speaks_when_nothing_else_does(orc5: str, status: str) -> None:
    assert signals(pdf_obx(status=""), obr25="", orc5=orc5).status() == status


@pytest.mark.parametrize(
    ("results", "obr25", "withheld"),
    [
        ([pdf_obx()], "F", Withheld.NO),
        ([pdf_obx()], "R", Withheld.UNVERIFIED),
        ([value_obx(), value_obx(status="R")], "F", Withheld.UNVERIFIED),
        ([pdf_obx(), MASK.format("Y")], "F", Withheld.MASKED),
        ([pdf_obx(), MASK.format("N")], "F", Withheld.NO),
        ([pdf_obx(), "OBX|2|CE|MASQUE_PS^Masqué||Y||||||F"], "F", Withheld.MASKED),  # as version 1.2 wrote it
        ([pdf_obx(), MASK.format("Y")], "R", Withheld.MASKED),
    ],
)
def test_what_is_unverified_or_masked_is_withheld(results: list[str], obr25: str, withheld: Withheld) -> None:
    assert signals(*results, obr25=obr25).withheld() is withheld


def test_a_source_may_publish_what_is_unverified() -> None:
    assert signals(pdf_obx(), obr25="R").withheld(publish_unverified=True) is Withheld.NO
    assert signals(pdf_obx(), obr25="R").status() is ReportStatus.PRELIMINARY


def test_flags_for_sharing_are_no_results() -> None:
    said = signals(EMPTY, MASK.format("N"), "OBX|3|ED|CORPSMAIL_PS^Corps du mail^MetaDMPMSS||^TEXT^^Base64^Q2hlciBjb25mcsOocmU||||||F")
    assert (said.content, said.status()) == (False, ReportStatus.REGISTERED)
