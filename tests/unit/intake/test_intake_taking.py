"""What becomes of what arrives: published, kept, ignored or refused, and never lost."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DataError, OperationalError

from ceres.api import IncomingMerge, IncomingMessage, IncomingPatient, IncomingReport, IntakeOutcome, IntakeResult, StorageError
from ceres_intake.profile import Profiles, SourceProfile, rules
from ceres_intake.reasons import EXPLANATIONS, Reason
from ceres_intake.taking import Intake, IntakeSettings, Taken
from factories.hl7 import MSH, OBR, make_hl7, pdf_obx, value_obx, with_fields

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@dataclass
class FakePublisher:
    """Remembers what it is given."""

    calls: list[tuple[str, IncomingMessage, object]] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)

    def publish(self, message: IncomingMessage, reports: Sequence[IncomingReport]) -> IntakeResult:
        return self._note("publish", message, reports, IntakeOutcome.PUBLISHED)

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        assert explanation
        return self._note("quarantine", message, reason, IntakeOutcome.QUARANTINED)

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        return self._note("ignore", message, reason, IntakeOutcome.IGNORED)

    def merge(self, message: IncomingMessage, merges: Sequence[IncomingMerge]) -> IntakeResult:
        return self._note("merge", message, merges, IntakeOutcome.MERGED)

    def unlink(self, message: IncomingMessage, one: IncomingPatient, other: IncomingPatient) -> IntakeResult:
        return self._note("unlink", message, (one, other), IntakeOutcome.IGNORED)

    def _note(self, act: str, message: IncomingMessage, what: object, outcome: IntakeOutcome) -> IntakeResult:
        if act in self.failures:
            raise self.failures[act]
        if any(
            (known.source, known.control_id, known.raw) == (message.source, message.control_id, message.raw) for _, known, _ in self.calls
        ):
            return IntakeResult(IntakeOutcome.DUPLICATE)
        self.calls.append((act, message, what))
        return IntakeResult(outcome, what if isinstance(what, str) else "")


@pytest.fixture
def publisher() -> FakePublisher:
    return FakePublisher()


def take(publisher: FakePublisher, data: bytes, settings: IntakeSettings | None = None) -> list[Taken]:
    return list(Intake(publisher, settings or IntakeSettings(), lambda: NOW).take_all(data, "lot/a.hl7"))


def outcomes(taken: list[Taken]) -> list[tuple[str, str]]:
    return [(each.result.outcome.value, each.result.reason) for each in taken]


def typed(kind: str) -> bytes:
    return make_hl7(msh=with_fields(MSH, f8=kind))


def test_a_report_is_published_with_its_envelope(publisher: FakePublisher) -> None:
    data = make_hl7()
    (taken,) = take(publisher, data)
    ((act, message, reports),) = publisher.calls
    assert (act, taken.control_id, taken.origin) == ("publish", "MSG1", "lot/a.hl7")
    assert message == IncomingMessage("GLIMS/CHT", "MSG1", data, "ORU^R01", "lot/a.hl7")
    assert isinstance(reports, tuple)
    assert [report.order_number for report in reports] == ["114000000"]


@pytest.mark.parametrize("kind", ["ORU^R01", "ORU", "ORU^", "oru^r01", "ORU^O01", "ORU^R01^ORU_R01", "ORU^R30"])
def test_results_are_told_leniently(publisher: FakePublisher, kind: str) -> None:
    assert outcomes(take(publisher, typed(kind))) == [("published", "")]


@pytest.mark.parametrize("kind", ["ACK^R01", "ACK", "ADT^A01", "ADT^A08", "ADT", "ZAM^Z03", "ORM^O01", "VXU^V04", "OML^O21"])
def test_what_is_not_ours_is_ignored(publisher: FakePublisher, kind: str) -> None:
    assert outcomes(take(publisher, typed(kind))) == [("ignored", "not_a_report")]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("ADT^A40^ADT_A39", "merge_without_numbers"),
        ("ADT^A47", "merge_without_numbers"),
        ("ADT^A37", "merge_without_numbers"),
        ("ADT^A43", "move_between_patients"),
        ("ADT^A44", "move_between_patients"),
        ("MDM^T06", "mdm_addendum"),
        ("OUR^R01", "unknown_type"),
        ("OUL^R22", "unknown_type"),
        ("", "unknown_type"),
    ],
)
def test_what_may_matter_and_is_not_read_is_kept(publisher: FakePublisher, kind: str, reason: str) -> None:
    assert outcomes(take(publisher, typed(kind))) == [("quarantined", reason)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PID|1\rOBR|1\r", "no_header"),
        (b"BHS|^~\\&\rPID|1\rBTS|1", "no_header"),
        (b"H|~^\\&|Test||PO~LABM||ORU\rP|1\rOBR|1\r", "no_order_number"),
        (b"RES|GLUCOSE|GLU|N|1.42|g/L\r\nTEX|x|", "hprim_uncertain"),
        (b"DUPONT\r\nJEAN\r\n****LAB****\r\n****FIN****", "hprim_uncertain"),
        (b"<?xml version='1.0'?><ClinicalDocument/>", "cda_not_laboratory"),
        (b"<?xml version='1.0'?><ClinicalDocument>", "cda_unreadable"),
        (b"%PDF-1.4 ...", "not_hl7"),
        (bytes(range(256)), "not_hl7"),
        (b"bonjour", "not_hl7"),
    ],
)
def test_what_is_no_message_is_kept_whole(publisher: FakePublisher, data: bytes, reason: str) -> None:
    assert outcomes(take(publisher, data)) == [("quarantined", reason)]
    assert publisher.calls[0][1].raw in data
    assert publisher.calls[0][1].source in {"inconnu/inconnu", "CDA/inconnu", "HPRIM/inconnu", "HPRIM/PO"}


def test_what_cannot_be_placed_is_kept(publisher: FakePublisher) -> None:
    assert outcomes(take(publisher, make_hl7(pid=""))) == [("quarantined", "no_identity")]


@pytest.mark.parametrize("data", [b"", b"\r\n \x00\x1c", b"FHS|^~\\&\rFTS|0\r"])
def test_nothing_is_refused(publisher: FakePublisher, data: bytes) -> None:
    assert outcomes(take(publisher, data)) == [("refused", "empty")]
    assert publisher.calls == []


def test_a_message_over_the_limit_is_refused_alone(publisher: FakePublisher) -> None:
    small = make_hl7(value_obx())
    settings = IntakeSettings(max_message_size=len(small))
    assert outcomes(take(publisher, small + make_hl7(value_obx("x" * 500)), settings)) == [("published", ""), ("refused", "too_large")]


def test_a_batch_is_taken_message_by_message_and_the_same_one_once(publisher: FakePublisher) -> None:
    data = b"FHS|^~\\&\r" + make_hl7() + make_hl7(pid="") + make_hl7() + b"FTS|1\r"
    assert outcomes(take(publisher, data)) == [("published", ""), ("quarantined", "no_identity"), ("duplicate", "")]
    assert {outcome for outcome, _ in outcomes(take(publisher, data))} == {"duplicate"}


@pytest.mark.parametrize("error", [StorageError("disk full"), OperationalError("INSERT", {}, Exception("gone"))])
def test_a_message_that_cannot_be_stored_is_refused_so_that_it_comes_again(publisher: FakePublisher, error: Exception) -> None:
    publisher.failures["publish"] = error
    assert outcomes(take(publisher, make_hl7())) == [("refused", "storage")]
    del publisher.failures["publish"]
    assert outcomes(take(publisher, make_hl7())) == [("published", "")]


@pytest.mark.parametrize("error", [RuntimeError("TUFELE"), DataError("INSERT", {"name": "TUFELE"}, Exception("TUFELE"))])
def test_a_fault_of_ours_keeps_the_message_and_the_log_holds_no_name(
    publisher: FakePublisher, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    publisher.failures["publish"] = error
    with caplog.at_level(logging.ERROR):
        assert outcomes(take(publisher, make_hl7())) == [("quarantined", "internal_error")]
    assert type(error).__name__ in caplog.text
    assert "TUFELE" not in caplog.text


def test_a_fault_that_even_keeps_it_from_being_kept_refuses_it(publisher: FakePublisher) -> None:
    publisher.failures = {"publish": RuntimeError(), "quarantine": StorageError()}
    assert outcomes(take(publisher, make_hl7())) == [("refused", "storage")]


@pytest.mark.parametrize(
    ("msh", "source", "control"),
    [
        ("MSH|^~\\&|||||20260303||ORU^R01||P|2.5", "inconnu/inconnu", ""),
        ("MSH|^~\\&|LAB^2.0|KGH^x|||20260303||ORU^R01|a b^c|P|2.5", "LAB/KGH", "a b^c"),
        ("MSH|^~\\&|" + "A" * 200 + "|" + "B" * 200 + "|||20260303||ORU^R01|" + "9" * 400, "A" * 59 + "/" + "B" * 59, "9" * 199),
    ],
)
def test_source_and_control_id_fit_the_database(publisher: FakePublisher, msh: str, source: str, control: str) -> None:
    take(publisher, make_hl7(msh=msh))
    message = publisher.calls[0][1]
    assert (message.source, message.control_id) == (source, control)


def test_each_source_has_its_profile(publisher: FakePublisher) -> None:
    profile = SourceProfile(order_number=rules("OBR-18.1"), charset="8859/2", time_zone="UTC")
    settings = IntakeSettings(profiles=Profiles(by_source={"GLIMS/CHT": profile}))
    data = make_hl7(obr=with_fields(OBR, f18="N18"), msh=with_fields(MSH, f17="")).replace(b"TUFELE", "ŐRY".encode("iso8859-2"))
    take(publisher, data, settings)
    reports = publisher.calls[0][2]
    assert isinstance(reports, tuple)
    assert (reports[0].order_number, reports[0].patient.family_name) == ("N18", "ŐRY")
    assert reports[0].issued_at == datetime(2026, 3, 3, 9, 14, tzinfo=UTC)


def test_every_reason_is_explained() -> None:
    assert set(EXPLANATIONS) == set(Reason)
    assert all(len(reason.value) <= 60 and reason.explanation.endswith(".") for reason in Reason)


@given(st.binary(max_size=400))
def test_any_bytes_are_dealt_with(data: bytes) -> None:
    publisher = FakePublisher()
    taken = take(publisher, data)
    assert taken
    assert sum(len(message.raw) for _, message, _ in publisher.calls) <= len(data) * 2


segments = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), max_size=8)


@given(segments, st.sampled_from(["PID", "ORC", "OBR", "OBX", "NTE", "PV1"]))
def test_any_fields_are_dealt_with(fields: list[str], name: str) -> None:
    publisher = FakePublisher()
    taken = take(publisher, make_hl7(pdf_obx(), f"{name}|" + "|".join(fields), value_obx()))
    assert all(each.result.reason != Reason.INTERNAL_ERROR for each in taken)


def test_replacing_a_field_of_the_default_profile_is_enough() -> None:
    assert replace(SourceProfile(), nip_authority="CHT").order_number == SourceProfile().order_number


def test_a_message_that_breaks_the_reader_is_kept(publisher: FakePublisher, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("TUFELE")

    monkeypatch.setattr("ceres_intake.taking.open_letter", broken)
    assert outcomes(take(publisher, make_hl7() + make_hl7())) == [("quarantined", "internal_error"), ("duplicate", "")]
