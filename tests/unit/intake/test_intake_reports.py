"""From a message to its reports: one a section of an order, with its dates, values, documents and keys."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from ceres.api import IncomingObservation, IncomingReport, ReportStatus, Withheld
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT, Rule, SourceProfile, rules
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason, Unplaceable
from factories.documents import make_pdf
from factories.hl7 import MSH, OBR, ORC, PID, make_hl7, pdf_obx, value_obx, with_fields

NOUMEA = ZoneInfo("Pacific/Noumea")
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def read(*results: str, profile: SourceProfile = DEFAULT, **segments: str) -> tuple[IncomingReport, ...]:
    return ReportReader(profile, NOUMEA).read(Message.parse(make_hl7(*results, **segments)), NOW)


def one(*results: str, profile: SourceProfile = DEFAULT, **segments: str) -> IncomingReport:
    (report,) = read(*results, profile=profile, **segments)
    return report


def reason(*results: str, **segments: str) -> Reason:
    with pytest.raises(Unplaceable) as caught:
        read(*results, **segments)
    return caught.value.reason


def obr(number: str = "114000000", section: str = "CH", status: str = "F", **fields: str) -> str:
    return with_fields(OBR, f2="", f3=number, f24=section, f25=status, **fields)


def shown(report: IncomingReport) -> str:
    assert report.document is not None
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(report.document.content)).pages)


def test_an_ordinary_report() -> None:
    report = one()
    assert (report.order_number, report.placer_reference, report.section, report.key) == ("114000000", "582016", "BIOCHIMIE", "")
    assert (report.status, report.withheld) == (ReportStatus.FINAL, Withheld.NO)
    assert report.issued_at == datetime(2026, 3, 2, 22, 14, tzinfo=UTC)
    assert report.patient.family_name == "TUFELE"
    assert [recipient.family_name for recipient in report.recipients] == ["MARCHAND"]
    assert report.document is not None
    assert (report.document.content, report.document.rendered) == (make_pdf("Compte rendu"), False)


@pytest.mark.parametrize(
    ("orc", "request_", "number", "reference"),
    [
        ("ORC|RE|P1|F1", "OBR|1|P2|F2", "F1", "P1"),
        ("", "OBR|1|P2|F2", "F2", "P2"),
        ("ORC|RE|P1", "OBR|1|P2|F2", "F2", "P1"),
        ("ORC|RE|P1", "OBR|1|P2", "P1", "P1"),
        ("", "OBR|1|AJ1", "AJ1", "AJ1"),
        ("ORC|RE||F1^LABO", "OBR|1||F1^LABO", "F1", ""),
        ("ORC|RE||^^^", "OBR|1||F2", "F2", ""),
    ],
)
def test_the_number_of_the_request_and_the_prescriber_s_reference(orc: str, request_: str, number: str, reference: str) -> None:
    report = one(orc=orc, obr=with_fields(request_, f16="DR1"))
    assert (report.order_number, report.placer_reference) == (number, reference)


@pytest.mark.parametrize(
    ("section", "test", "read_as"),
    [
        ("CH", "", "BIOCHIMIE"),
        ("hm", "", "HEMATOLOGIE"),
        ("MB", "", "BACTERIOLOGIE"),
        ("LAB", "CMP^Bilan", "LABORATOIRE"),
        ("LAB^CHEM^CHEMISTRY", "", "BIOCHIMIE"),
        ("CYFLUID^CYTOLOGY - FLUID", "", "CYTOLOGY - FLUID"),
        ("MYCOBACTERIES", "", "MYCOBACTERIES"),
        ("CERBA", "", "CERBA"),
        ("Sero-Viro-Lepto", "", "Sero-Viro-Lepto"),
        ("", "18719-5^Biochemistry studies^LN", "BIOCHIMIE"),
        ("", "11502-2^CR d'examens biologiques^LN", "LABORATOIRE"),
        ("", "NFS^Numération", "Numération"),
        ("", "^^^COAG^COAGULATION PANEL", "COAGULATION PANEL"),
        ("", "NFS", "NFS"),
        ("", "00^^MOLIS", "LABORATOIRE"),
        ("F", "NFS^Numération", "Numération"),
        ("", "", "LABORATOIRE"),
    ],
)
def test_the_section(section: str, test: str, read_as: str) -> None:
    assert one(obr=obr(section=section, f4=test)).section == read_as


@pytest.mark.parametrize(
    ("fields", "orc9", "result_date", "msh7", "issued"),
    [
        ("20260303091400", "20260301", "20260301", "20260301", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("", "20260303091400", "20260301", "20260301", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("sans date", "", "20260303091400", "20260301", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("", "", "", "20260303091400", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("", "", "", "", NOW),
    ],
)
def test_the_date_of_the_last_change(fields: str, orc9: str, result_date: str, msh7: str, issued: datetime) -> None:
    report = (
        one(
            value_obx(date="20260101"),
            value_obx(date=result_date),
            obr=obr(f22=fields),
            orc=with_fields(ORC, f9=orc9),
            msh=with_fields(MSH, f6=msh7),
        )
        if result_date
        else one(pdf_obx(), obr=obr(f22=fields), orc=with_fields(ORC, f9=orc9), msh=with_fields(MSH, f6=msh7))
    )
    assert report.issued_at == issued


@pytest.mark.parametrize(
    ("obx", "value"),
    [
        (value_obx("5.40"), "5.40"),
        (value_obx("<^5", kind="SN"), "<5"),
        (value_obx("^10^-^20", kind="SN"), "10-20"),
        (value_obx("^1^:^128", kind="SN"), "1:128"),
        (value_obx("1^10", kind="NR"), "1 - 10"),
        (value_obx("260373001^Detected^SCT", kind="CWE"), "Detected"),
        (value_obx("^Bordetella pertussis^SNM", kind="CE"), "Bordetella pertussis"),
        (value_obx("A~B", kind="CE"), "A\nB"),
        (value_obx("R^Résistant", kind="ST"), "R^Résistant"),
        (value_obx(r"un\.br\deux~trois", kind="FT"), "un\ndeux\ntrois"),
        (value_obx("20240321", kind="DT"), "20240321"),
        (value_obx("1230", kind="TM"), "1230"),
        (value_obx("x", kind=""), "x"),
    ],
)
def test_values_are_kept_as_text(obx: str, value: str) -> None:
    assert [each.value for each in one(obx).observations] == [value]


def test_a_value_with_all_it_says() -> None:
    obx = value_obx("8.2", unit="mmol/L", limits="3.9-6.1", flag="H~A", date="20260303080000", test="2345-7^Glucose^LN")
    assert one(obx).observations == (
        IncomingObservation(
            "NM", "8.2", "2345-7", "Glucose", "LN", "mmol/L", "3.9-6.1", "H A", "F", datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
        ),
    )


def test_what_does_not_fit_the_database_is_cut() -> None:
    (observation,) = one(value_obx(kind="LONG", unit="u" * 999, limits="r" * 999, flag="f" * 999, test="c" * 999)).observations
    sizes = (observation.value_type, observation.code, observation.label, observation.unit, observation.reference_range, observation.flags)
    assert [len(text) for text in sizes] == [3, 120, 500, 120, 200, 60]


def test_sections_and_orders_are_reports_of_their_own() -> None:
    reports = read(value_obx(), obr("114000000", "HM"), value_obx(), obr("114000001", "HM"), value_obx(), obr=obr("114000000"), orc="")
    assert [(each.order_number, each.section) for each in reports] == [
        ("114000000", "BIOCHIMIE"),
        ("114000000", "HEMATOLOGIE"),
        ("114000001", "HEMATOLOGIE"),
    ]


def test_tests_of_one_section_are_one_report() -> None:
    report = one(value_obx("1"), obr(f4="B^Suite"), value_obx("2"), obr=obr(f4="A^Début"), orc="")
    assert [each.value for each in report.observations] == ["1", "2"]
    assert "Début" in shown(report)
    assert "Suite" in shown(report)


def test_a_source_that_sends_test_by_test_has_a_report_for_each() -> None:
    profile = SourceProfile(part=rules("OBR-4.1"))
    reports = read(value_obx("1"), obr(f4="B^Suite"), value_obx("2"), obr=obr(f4="A^Début"), orc="", profile=profile)
    assert [(each.section, each.key) for each in reports] == [("BIOCHIMIE", "BIOCHIMIE/A"), ("BIOCHIMIE", "BIOCHIMIE/B")]


def test_an_order_belongs_to_the_patient_before_it() -> None:
    other = with_fields(PID, f3="222^^^CHT^PI", f5="AUTRE^Nom")
    reports = read(pdf_obx("un"), other, "PV1||I|||||DR9^NEUF", obr(f16=""), pdf_obx("deux"), orc="", obr=obr())
    assert [(each.patient.nip, each.recipients[0].identifiers[0][1]) for each in reports] == [("1980456123", "DR1"), ("222", "DR9")]


def test_an_inherited_order_says_less_than_the_request_itself() -> None:
    reports = read(value_obx(), obr("F2", "HM"), value_obx(), orc="ORC|RE||F1", obr=obr("F1"))
    assert [each.order_number for each in reports] == ["F1", "F2"]


def test_the_obr_of_a_panel_is_no_report() -> None:
    (report,) = read(obr("1", "HM"), value_obx(), obr=obr("1", ""), orc="")
    assert (report.section, len(report.observations)) == ("HEMATOLOGIE", 1)


def test_a_pending_test_beside_results_makes_them_partial() -> None:
    report = one(value_obx(), obr(status="I"), orc="", obr=obr())
    assert report.status is ReportStatus.PRELIMINARY


def test_results_without_document_are_composed_into_one() -> None:
    report = one(value_obx("8.2", unit="mmol/L"), "NTE|1||À contrôler")
    assert report.document is not None
    assert report.document.rendered
    for words in ("CHT", "TUFELE Maleta", "14/07/1958", "Glucose", "8.2", "mmol/L", "À contrôler", "03/03/2026 09:14", "MARCHAND Hélène"):
        assert words in shown(report)


def test_sending_again_later_composes_the_same_document() -> None:
    undated = obr(f22="")
    first, again = (one(value_obx(), obr=undated, msh=with_fields(MSH, f6=date)) for date in ("20260303", "20260304"))
    assert first.document == again.document


def test_a_document_sent_beside_values_is_the_document() -> None:
    report = one(value_obx(), pdf_obx("joint", number=2))
    assert report.document is not None
    assert (report.document.content, len(report.observations)) == (make_pdf("joint"), 1)


@pytest.mark.parametrize("status", ["I", "X"])
def test_pending_and_cancelled_have_no_document(status: str) -> None:
    assert one(value_obx(""), obr=obr(status=status)).document is None


def test_several_documents_have_keys_of_their_own_and_values_once() -> None:
    first, second, third = read(value_obx(), pdf_obx("un"), pdf_obx("deux"), pdf_obx("trois"))
    assert [each.key for each in (first, second, third)] == ["", "BIOCHIMIE#2", "BIOCHIMIE#3"]
    assert [each.section for each in (first, second)] == ["BIOCHIMIE", "BIOCHIMIE"]
    assert [len(each.observations) for each in (first, second, third)] == [1, 0, 0]


def test_a_withdrawal_names_every_document_and_shows_none() -> None:
    reports = read(pdf_obx("un", status="D"), pdf_obx("deux", status="D"))
    assert [(each.key, each.status, each.document) for each in reports] == [
        ("", ReportStatus.RETRACTED, None),
        ("BIOCHIMIE#2", ReportStatus.RETRACTED, None),
    ]


def test_a_withdrawal_needs_neither_prescriber_nor_readable_document() -> None:
    report = one("OBX|1|ED|CDA||^TEXT^XML^Base64^RG9jdW1lbnQ=||||||D", obr=obr(f16=""))
    assert (report.status, report.recipients) == (ReportStatus.RETRACTED, ())


def test_a_masked_report_is_read_and_withheld() -> None:
    assert one(pdf_obx(), "OBX|2|CE|MASQUE_PS^x^MetaDMPMSS||Y||||||F").withheld is Withheld.MASKED


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ({"obr": "", "orc": ""}, Reason.NO_ORDER),
        ({"obr": obr(""), "orc": ""}, Reason.NO_ORDER_NUMBER),
        ({"obr": obr("9" * 121), "orc": ""}, Reason.ORDER_NUMBER_TOO_LONG),
        ({"pid": ""}, Reason.NO_IDENTITY),
        ({"pid": "PID|1||||||||123|"}, Reason.NO_IDENTITY),
        ({"obr": obr(f16="")}, Reason.NO_PRESCRIBER),
        ({"obr": obr(f16="^BLUE^Eva")}, Reason.PRESCRIBER_WITHOUT_CODE),
    ],
)
def test_what_cannot_be_placed_says_why(segments: dict[str, str], expected: Reason) -> None:
    assert reason(**segments) is expected


def test_a_document_that_cannot_be_shown_says_why_even_beside_values() -> None:
    assert reason(value_obx(), "OBX|2|ED|PDF||^application^pdf^Base64^RG9jdW1lbnQ=||||||F") is Reason.DOCUMENT_NOT_PDF


def test_a_number_is_enough_of_an_identity_and_so_is_a_name() -> None:
    assert one(pid="PID|||77").patient.nip == "77"
    assert one(pid="PID|||||NOM").patient.family_name == "NOM"


def test_an_order_without_obr_is_read() -> None:
    assert one(value_obx(), obr="", pv1="PV1||I|||||DR1").order_number == "114000000"


def test_a_path_may_keep_a_part_of_the_text() -> None:
    profile = SourceProfile(order_number=rules(r"OBR-3.1 ^(.+)-[^-]+-\d+$", "OBR-3.1 ^X"))
    assert one(obr=obr("14-999936014-HP-1"), orc="", profile=profile).order_number == "14-999936014"
    assert one(obr=obr("X1"), orc="", profile=profile).order_number == "X"


@pytest.mark.parametrize("text", ["", "OBR", "OBR-", "OBR-3.", "obr-3", "OBR-3.1 ("])
def test_a_path_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        Rule.parse(text)
