"""What a source's profile changes in the reading of its messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ceres.api import IncomingReport
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT, SourceProfile, rules
from ceres_intake.reading.groups import order_groups
from ceres_intake.reading.reading import Reading
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason
from ceres_intake.sources.table import profile_of
from factories.hl7 import MSH, OBR, ORC, PID, PV1, make_hl7, pdf_obx, value_obx, with_fields

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def readings(*results: str, profile: SourceProfile = DEFAULT, **segments: str) -> tuple[Reading, ...]:
    return ReportReader(profile, UTC).examine(Message.parse(make_hl7(*results, **segments)), NOW).readings


def one(*results: str, profile: SourceProfile = DEFAULT, **segments: str) -> Reading:
    (reading,) = readings(*results, profile=profile, **segments)
    return reading


def report(*results: str, profile: SourceProfile = DEFAULT, **segments: str) -> IncomingReport:
    return one(*results, profile=profile, **segments).reports[0]


def test_each_value_says_where_it_stood() -> None:
    reading = one()
    place = reading.place
    assert [place.number.path, reading.reference.path, place.identity.nip.path] == ["ORC-3.1", "ORC-2.1", "PID-3.1 (PI)"]
    assert [place.identity.name.path, place.section.shown.path, reading.issue.path] == ["PID-5 (L)", "OBR-24", "OBR-22"]
    assert [addressee.path for addressee in reading.addressees.known] == ["OBR-16"]
    assert reading.decision.why == "final (OBR-25 = F, à défaut OBX-11 ou ORC-5)"
    assert [(carrier.path, carrier.problem) for carrier in reading.findings.carriers] == [("OBX-5 (n° 1, ED)", None)]


def test_a_reading_that_cannot_be_published_is_shown_all_the_same() -> None:
    reading = one(pdf_obx(), value_obx(), orc="", obr=with_fields(OBR, f2="", f3=""))
    assert (reading.problem, reading.reports) == (Reason.NO_ORDER_NUMBER, ())
    assert (reading.place.section.shown.text, len(reading.observations)) == ("BIOCHIMIE", 1)


def test_the_number_stands_where_the_source_puts_it() -> None:
    profile = SourceProfile(order_number=rules(r"OBX-18 ^(\w+)-", "ZDR-1.2"))
    assert one(f"{value_obx()}||||N5-1", profile=profile).place.number.path == r"OBX-18 ^(\w+)-"
    assert report(value_obx(), "ZDR|a^N7", profile=profile).order_number == "N7"


def test_the_hospital_s_number_may_stand_elsewhere() -> None:
    reading = one(pid=with_fields(PID, f4="A|777^^^X"), profile=SourceProfile(nip=rules("PID-5.1")))
    assert (reading.place.identity.patient.nip, reading.place.identity.nip.path) == ("777", "PID-5.1")


def test_a_hospital_s_number_may_wear_the_national_root() -> None:
    root = "CH&1.2.250.1.213.1.4.2&ISO"
    assert report(pid=with_fields(PID, f3=f"PAT-2047^^^{root}^PI")).patient.nip == "PAT-2047"
    assert report(pid=with_fields(PID, f3=f"279035121518989^^^{root}^PI")).patient.nip == ""


@pytest.mark.parametrize(
    ("sent", "section"),
    [
        ("LAB^HEMA^HEMATOLOGY", "HEMATOLOGIE"),
        ("LAB^TUM^TUMOUR", "TUMOUR"),
        ("LAB", "LABORATOIRE"),
        ("F", "Bilan"),
    ],
)
def test_the_most_telling_word_names_the_section(sent: str, section: str) -> None:
    assert report(obr=with_fields(OBR, f24=sent)).section == section


def test_a_component_a_single_letter_and_another_field_may_name_the_section() -> None:
    table = {"section": [r"OBR-3.1 :([A-Z])\d", "OBX-4.2"], "sections": {"t": "IMMUNO"}}
    assert report(obr=with_fields(OBR, f3="10:T005"), orc="", profile=profile_of(table)).section == "IMMUNO"
    assert report(value_obx().replace("Glucose||", "Glucose|A^CYTO|"), profile=profile_of(table)).section == "CYTO"


def test_tests_name_the_section_by_code_or_by_name() -> None:
    by_name = profile_of({"test_sections": {"bilan": "BILANS"}})
    assert report(obr=with_fields(OBR, f24=""), profile=by_name).section == "BILANS"
    by_code = profile_of({"test_sections": {"BIO": "CHIMIE"}})
    assert report(obr=with_fields(OBR, f24=""), profile=by_code).section == "CHIMIE"


def test_the_source_s_own_words_for_statuses() -> None:
    sout = with_fields(OBR, f25="sout")
    assert one(obr=sout).decision.status.value == "unknown"
    assert one(obr=sout, profile=SourceProfile(statuses={"SOUT": "F"})).decision.status.value == "final"


@pytest.mark.parametrize(
    ("retraction", "results", "orc1", "obr25", "status", "why"),
    [
        (None, [pdf_obx(status="W")], "RE", "F", "retracted", "retiré : OBX-11 = W (envoyé à tort)"),
        (None, [pdf_obx(status="D")], "RE", "F", "retracted", "retiré : OBX-11 = D (supprimé)"),
        (None, [pdf_obx()], "CA", "F", "retracted", "retiré : ORC-1 = CA avec un contenu"),
        (["obx_w"], [pdf_obx(status="D")], "RE", "F", "final", ""),
        (["obx_w"], [pdf_obx()], "CA", "F", "final", ""),
        ([], [pdf_obx(status="W")], "RE", "F", "final", ""),
        (["OBR-25=Z"], [pdf_obx()], "RE", "Z", "retracted", "retiré : OBR-25 = Z"),
        (["OBR-25=Z"], [pdf_obx()], "RE", "F", "final", ""),
    ],
)
def test_what_withdraws_a_report_is_the_source_s_to_say(
    retraction: list[str] | None, results: list[str], orc1: str, obr25: str, status: str, why: str
) -> None:
    profile = DEFAULT if retraction is None else profile_of({"retraction": retraction})
    decision = one(*results, orc=with_fields(ORC, f1=orc1), obr=with_fields(OBR, f25=obr25), profile=profile).decision
    assert (decision.status.value, decision.why) == (status, why) if why else decision.status.value == status


def test_another_field_may_give_the_code_of_the_same_prescriber() -> None:
    nameless = with_fields(OBR, f16="^MARCHAND^Hélène")
    known = one(obr=nameless, orc=with_fields(ORC, f12="DR1^Marchand^Hélène")).addressees.known
    assert [(each.person.identifiers[-1][1], each.path) for each in known] == [("DR1", "ORC-12")]
    assert one(obr=nameless, orc=with_fields(ORC, f12="DR2^DUPONT^Anne")).problem is Reason.PRESCRIBER_WITHOUT_CODE


def test_a_prescriber_may_be_known_by_name_where_the_site_says_so() -> None:
    segments = {"obr": with_fields(OBR, f16="^Marchand^Hélène", f28="^ÉLIE"), "orc": ORC, "pv1": PV1}
    assert one(**segments).problem is Reason.PRESCRIBER_WITHOUT_CODE
    people = one(**segments, profile=SourceProfile(prescriber_by_name=True)).addressees.people
    assert [person.identifiers[0][1] for person in people] == ["nom:marchand helene", "nom:elie"]
    assert one(obr=with_fields(OBR, f16=""), profile=SourceProfile(prescriber_by_name=True)).problem is Reason.NO_PRESCRIBER


def test_copies_are_sent_where_the_source_names_them() -> None:
    profile = SourceProfile(copies=rules("ROL-4", "PV1-9"))
    people = one(pdf_obx(), "ROL|1|AD|CP|DR7^SEPT", pv1=with_fields(PV1, f9="DR9^NEUF"), profile=profile).addressees.people
    assert [(person.family_name, person.role.value) for person in people] == [("MARCHAND", "ordering"), ("SEPT", "copy"), ("NEUF", "copy")]


def test_a_patient_s_national_number_is_nobody_s_code() -> None:
    people = one(obr=with_fields(OBR, f28="279035121518989^PAT^TROIS^^^^^^^^^^INS")).addressees.people
    assert [person.family_name for person in people] == ["MARCHAND"]


def test_results_by_specimen_have_their_orc_after_the_obr() -> None:
    raw = "\r".join([with_fields(MSH, f8="OUL^R22"), PID, "SPM|1", OBR, ORC, value_obx(), "SPM|2", with_fields(OBR, f3="B"), value_obx()])
    groups = order_groups(Message.parse(raw.encode()))
    assert [(group.request.component(3), group.order.component(3), len(group.results)) for group in groups] == [
        ("114000000", "114000000", 1),
        ("B", "114000000", 1),
    ]
    assert [group.inherited for group in groups] == [False, True]


def test_results_between_an_orc_and_its_obr_belong_to_it() -> None:
    raw = "\r".join([MSH, PID, ORC, value_obx(), OBR, value_obx()])
    (group,) = order_groups(Message.parse(raw.encode()))
    assert (group.request.component(3), len(group.results)) == ("114000000", 2)


def test_a_source_may_publish_what_is_not_verified() -> None:
    unverified = with_fields(OBR, f25="R")
    assert report(obr=unverified).withheld.value == "unverified"
    assert report(obr=unverified, profile=replace(DEFAULT, publish_unverified=True)).withheld.value == ""
