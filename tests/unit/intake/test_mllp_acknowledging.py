"""Acknowledgements: what is said of each outcome, in both modes, in the sender's own characters."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import hl7
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ceres.api import IntakeOutcome, IntakeResult
from ceres_intake.mllp.acknowledging import Acknowledging, AckSettings
from ceres_intake.mllp.header import Header
from ceres_intake.mllp.verdicts import ACCEPTED, NO_HEADER, NOT_OURS, NOT_STORED, TOO_LARGE, Frame, Verdict, verdict_of
from ceres_intake.reasons import Reason
from factories.hprim import make_hprim

NOW = datetime(2026, 3, 3, 9, 15, tzinfo=UTC)
NOUMEA = ZoneInfo("Pacific/Noumea")
PLAIN = rb"MSH|^~\&|GLIMS|CHT|CERES|RES|20260303||ORU^R01^ORU_R01|MSG1|P|2.5|||||NCL|UNICODE UTF-8"
DUPLICATE, QUARANTINED, IGNORED = (
    IntakeResult(each) for each in (IntakeOutcome.DUPLICATE, IntakeOutcome.QUARANTINED, IntakeOutcome.IGNORED)
)


def refused(reason: Reason) -> IntakeResult:
    return IntakeResult(IntakeOutcome.REFUSED, reason.value)


def asking(commit: str, application: str) -> Header:
    return Header.of(PLAIN.replace(b"|2.5|||||", f"|2.5|||{commit}|{application}|".encode()))


def answer(header: Header | bytes, verdict: Verdict = ACCEPTED, *, answer_never: bool = False, default: str = "") -> bytes:
    header = header if isinstance(header, Header) else Header.of(header)
    return Acknowledging(AckSettings(NOUMEA, default, answer_never), lambda: NOW).frames(header, verdict)


def segments(frame: bytes) -> dict[str, list[str]]:
    """Return the segments by name, each as its fields, MSH-1 counted."""
    assert frame.startswith(b"\x0b")
    assert frame.endswith(b"\r\x1c\r")
    lines = frame[1:-3].decode("latin-1").split("\r")
    return {line[:3]: [line[:3], *(["|"] if line.startswith("MSH") else []), *line.split("|")[1:]] for line in lines}


def codes(frames: bytes) -> list[str]:
    return [segments(frame + b"\x1c\r")["MSA"][1] for frame in frames.split(b"\x1c\r")[:-1]]


def test_it_answers_from_the_receiver_to_the_sender():
    found = segments(answer(PLAIN))
    msh = found["MSH"]
    assert msh[2:7] == ["^~\\&", "CERES", "RES", "GLIMS", "CHT"]
    assert msh[7] == "20260303201500+1100"
    assert msh[9] == "ACK^R01^ACK"
    assert msh[10] not in ("", "MSG1")
    assert (msh[11], msh[12], msh[17], msh[18]) == ("P", "2.5", "NCL", "UNICODE UTF-8")
    assert found["MSA"] == ["MSA", "AA", "MSG1"]
    assert "ERR" not in found


def test_each_answer_has_a_number_of_its_own():
    assert segments(answer(PLAIN))["MSH"][10] != segments(answer(PLAIN))["MSH"][10]


def test_an_independent_reader_reads_it():
    parsed = hl7.parse(answer(PLAIN, NOT_STORED)[1:-2].decode())
    assert str(parsed.segment("MSA")(1)) == "AR"
    assert str(parsed.segment("ERR")(3)(1)(1)) == "207"
    assert str(parsed.segment("ERR")(4)) == "E"


def test_an_old_version_knows_no_structure_in_the_type():
    assert segments(answer(PLAIN.replace(b"|2.5|", b"|2.3.1|")))["MSH"][9] == "ACK^R01"


def test_a_message_without_number_is_answered_without_number():
    assert segments(answer(PLAIN.replace(b"MSG1", b"")))["MSA"] == ["MSA", "AA"]


@pytest.mark.parametrize("outcome", [IntakeOutcome.PUBLISHED, IntakeOutcome.VERSION, IntakeOutcome.RETRACTED, IntakeOutcome.MERGED])
def test_what_is_stored_is_accepted(outcome: IntakeOutcome):
    assert verdict_of(Frame.of(PLAIN), [IntakeResult(outcome)], ignored_is_fine=False) is ACCEPTED


@pytest.mark.parametrize("result", [DUPLICATE, QUARANTINED])
def test_what_was_known_or_is_kept_for_somebody_is_accepted(result: IntakeResult):
    assert verdict_of(Frame.of(PLAIN), [result], ignored_is_fine=False) is ACCEPTED


@pytest.mark.parametrize("result", [IGNORED, DUPLICATE])
def test_a_type_that_is_not_ours_is_told_so_each_time(result: IntakeResult):
    frame = Frame.of(PLAIN.replace(b"ORU^R01^ORU_R01", b"SIU^S12"))
    assert verdict_of(frame, [result], ignored_is_fine=False) is NOT_OURS
    assert verdict_of(frame, [result], ignored_is_fine=True) is ACCEPTED


def test_what_could_not_be_stored_is_to_be_sent_again():
    frame = Frame.of(PLAIN)
    assert verdict_of(frame, [refused(Reason.STORAGE)], ignored_is_fine=True) is NOT_STORED
    assert verdict_of(frame, [refused(Reason.TOO_LARGE)], ignored_is_fine=True) is TOO_LARGE
    assert verdict_of(frame, [IntakeResult(IntakeOutcome.PUBLISHED), refused(Reason.STORAGE)], ignored_is_fine=True) is NOT_STORED


@pytest.mark.parametrize("outcome", [IntakeOutcome.PUBLISHED, IntakeOutcome.DUPLICATE, IntakeOutcome.QUARANTINED, IntakeOutcome.IGNORED])
def test_a_file_that_needs_no_header_is_accepted_each_time(outcome: IntakeOutcome):
    assert verdict_of(Frame.of(make_hprim()), [IntakeResult(outcome)], ignored_is_fine=False) is ACCEPTED


def test_bytes_without_header_are_an_error_of_the_sender():
    verdict = verdict_of(Frame.of(b"hello"), [QUARANTINED], ignored_is_fine=False)
    assert verdict is NO_HEADER
    found = segments(answer(b"hello", verdict))
    assert found["MSA"] == ["MSA", "AE"]
    assert found["ERR"][3] == "100^Segment sequence error^HL70357"


@pytest.mark.parametrize(
    ("commit", "application", "taken", "not_ours", "lost"),
    [
        ("AL", "", ["CA"], ["CA"], ["CR"]),
        ("AL", "NE", ["CA"], ["CA"], ["CR"]),
        ("AL", "AL", ["CA", "AA"], ["CA", "AR"], ["CR"]),
        ("al", "Al", ["CA", "AA"], ["CA", "AR"], ["CR"]),
        ("NE", "AL", ["AA"], ["AR"], ["AR"]),
        ("", "AL", ["AA"], ["AR"], ["AR"]),
        ("ER", "ER", [], ["AR"], ["CR"]),
        ("SU", "SU", ["CA", "AA"], ["CA"], []),
        ("ER", "AL", ["AA"], ["AR"], ["CR"]),
        ("NE", "NE", [], [], []),
        ("NE", "", [], [], []),
    ],
)
def test_enhanced_mode_answers_what_is_asked(commit: str, application: str, taken: list[str], not_ours: list[str], lost: list[str]):
    header = asking(commit, application)
    assert codes(answer(header)) == taken
    assert codes(answer(header, NOT_OURS)) == not_ours
    assert codes(answer(header, NOT_STORED)) == lost


@pytest.mark.parametrize("pair", [("NE", "NE"), ("NE", ""), ("", "NE")])
def test_those_who_say_never_and_wait_are_answered_where_the_site_says_so(pair: tuple[str, str]):
    assert codes(answer(asking(*pair), answer_never=True)) == ["AA"]
    assert codes(answer(asking("AL", "NE"), answer_never=True)) == ["CA"]


def test_nobody_answers_an_answer():
    assert answer(PLAIN.replace(b"ORU^R01^ORU_R01", b"ACK^R01^ACK")) == b""


def test_the_senders_delimiters_are_used():
    frame = answer(rb"MSH#!~\$#LAB#CHT#CERES#RES#20260303##ORU!R01#M1#P#2.5", NOT_STORED)
    text = frame.decode("latin-1")
    assert "MSH#!~\\$#CERES#RES#LAB#CHT#" in text
    assert "\rMSA#AR#M1\r" in text
    assert "\rERR###207!Application internal error!HL70357#E####" in text
    assert "|" not in text


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("UNICODE UTF-8", "enregistré".encode()),
        ("8859/1", "enregistré".encode("latin-1")),
        ("8859/15", "enregistré".encode("iso8859-15")),
        ("ASCII", b"enregistre"),
        ("", b"enregistre"),
    ],
)
def test_the_text_is_in_the_senders_characters(declared: str, expected: bytes):
    frame = answer(PLAIN.replace(b"UNICODE UTF-8", declared.encode()), NOT_STORED)
    assert expected + b" : il faut" in frame
    assert "’".encode() not in frame


def test_the_sites_characters_serve_where_none_are_declared():
    assert "enregistré".encode("latin-1") in answer(PLAIN.replace(b"UNICODE UTF-8", b""), NOT_STORED, default="8859/1")


def test_what_is_repeated_is_repeated_byte_for_byte():
    assert b"|L\xe9A|" in answer(PLAIN.replace(b"GLIMS", b"L\xe9A").replace(b"UNICODE UTF-8", b"8859/1"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda raw: PLAIN.replace(b"MSG1", raw) + raw), st.booleans())
def test_any_bytes_are_answered_with_whole_frames(raw: bytes, stored: bool):
    frames = answer(raw, ACCEPTED if stored else NOT_STORED)
    for frame in frames.split(b"\x1c\r")[:-1]:
        assert frame.count(b"\x0b") == 1
        assert frame.startswith(b"\x0bMSH")
        assert b"\rMSA" in frame
        assert not set(frame[1:]) & (set(range(32)) - {13})
        assert len(frame) < 6000


@pytest.mark.parametrize("header", [b"MSH|", b"MSH||GLIMS|CHT", b"hello"])
def test_an_answer_always_says_its_separators(header: bytes):
    assert segments(answer(header))["MSH"][2] == "^~\\&"
