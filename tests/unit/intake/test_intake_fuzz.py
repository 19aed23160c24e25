"""Whatever arrives is cut, read and dealt with: never an exception, never a lost byte, in a time that grows with its size."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from ceres.api import IncomingMessage, IncomingReport, IntakeOutcome, IntakeResult
from ceres_intake.explaining import Explaining
from ceres_intake.facts import facts_of
from ceres_intake.hl7.message import Message
from ceres_intake.hl7.normalising import segment_lines
from ceres_intake.hl7.splitting import Kind, split
from ceres_intake.reasons import Reason
from ceres_intake.sources.shipped import shipped_names
from ceres_intake.sources.table import profiles_of
from ceres_intake.taking import Intake, IntakeSettings, pieces_of
from factories.hl7 import MSH, OBR, ORC, PID, PV1, pdf_obx, value_obx

NOW = datetime(2026, 3, 4, tzinfo=UTC)
NAMES = ["MSH", "PID", "PV1", "ORC", "OBR", "OBX", "NTE", "PRT", "FHS", "BHS", "BTS", "FTS", "ZZZ", "msh", "AB"]
ENDS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\r\r\n", b"\x1c\r", b"\x0b", b""])
WHOLE = [MSH, PID, PV1, ORC, OBR, pdf_obx(), value_obx(), "OBX|1|RP|P||https://x.nc/a", "PRT|1|UC||RCT|7^A^B", "H|^~\\&|x", "<?xml?><a/>"]

REPEATED = [
    *(b"|" * 64, b"^~\\&" * 16, b"\\X0D\\" * 12, b"A" * 64, b"A " * 32, b"\x0b\x1c" * 32),
    *(b"OBX|1|ED|||^^^Base64^AA\r", b"MSH|^~\\&\r", b"OBR|1\r", b"ORC|1\rOBX|1\r", b"PID|1\r"),
]

fields = st.text(alphabet=st.sampled_from('|^~\\&#AZ09 .é\x00\t\x1c"'), max_size=40)
segments = st.builds("|".join, st.tuples(st.sampled_from(NAMES), fields))
lines = st.one_of(segments, st.sampled_from(WHOLE)).map(str.encode) | st.binary(max_size=60)
files = st.lists(st.tuples(lines, ENDS), max_size=14).map(lambda parts: b"".join(line + end for line, end in parts))


def spoilt(data: bytes, at: int, piece: bytes) -> bytes:
    return data[: at % (len(data) + 1)] + piece + data[(at + 3) % (len(data) + 1) :]


mutated = st.builds(spoilt, files, st.integers(0, 4000), st.binary(max_size=4))


class Counting:
    """A publisher that counts the bytes it is given."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    def publish(self, message: IncomingMessage, reports: Sequence[IncomingReport]) -> IntakeResult:
        """Take the reports."""
        assert reports
        return self._kept(message, IntakeOutcome.PUBLISHED)

    def quarantine(self, message: IncomingMessage, reason: str, explanation: str) -> IntakeResult:
        """Keep the message."""
        assert reason != Reason.INTERNAL_ERROR.value
        return self._kept(message, IntakeOutcome.QUARANTINED)

    def ignore(self, message: IncomingMessage, reason: str) -> IntakeResult:
        """Remember the message."""
        return self._kept(message, IntakeOutcome.IGNORED)

    def already_received(self, message: IncomingMessage) -> bool:
        """Never."""
        return False

    def _kept(self, message: IncomingMessage, outcome: IntakeOutcome) -> IntakeResult:
        self.raw.append(message.raw)
        return IntakeResult(outcome)


PROFILES = [
    IntakeSettings(),
    *(IntakeSettings(profiles=profiles_of({"x": {"sender": "*/*", "profile": name}})) for name in shipped_names()),
]


def deal_with(data: bytes, site: IntakeSettings) -> None:
    publisher = Counting()
    taken = list(Intake(publisher, site, lambda: NOW).take_all(data, "a"))
    assert taken
    pieces = split(data)
    assert b"".join(piece.raw for piece in pieces) == data or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    messages = [piece.raw for piece in pieces_of(data) if piece.kind is not Kind.ENVELOPE and piece.raw.strip(b" \t\r\n\x0b\x1c\0")]
    assert b"".join(publisher.raw) == b"".join(messages)  # each is kept, whole, in its order


@given(files)
@settings(deadline=None)
def test_any_file_is_cut_and_read(data: bytes) -> None:
    for piece in split(data):
        message = Message.parse(piece.raw)
        assert all(segment.name for segment in message.segments)
        assert all(isinstance(value.text, str) for segment in message.segments for value in segment.repetitions(3))


@given(st.text(alphabet=st.sampled_from("MSHPID|^~\\&\r\n\x0b\x1c é"), max_size=200))
def test_normalising_loses_no_character_but_line_ends(text: str) -> None:
    found = segment_lines(text)
    ends = str.maketrans("", "", "\r\n\x0b\x1c")
    joined = "".join(found).translate(ends)
    assert text.translate(ends).replace(" ", "").endswith(joined.replace(" ", ""))
    assert segment_lines("\r".join(found)) == segment_lines("\n".join(found))


@given(mutated, st.sampled_from(PROFILES))
@settings(deadline=None)
def test_any_file_is_dealt_with_and_explained(data: bytes, site: IntakeSettings) -> None:
    deal_with(data, site)
    for each in Explaining(site, lambda: NOW).explain_all(data, "a"):
        assert each.reason is not Reason.INTERNAL_ERROR
        assert all(fact.label for reading in each.examination.readings for fact in facts_of(reading))


@pytest.mark.parametrize("line", REPEATED)
def test_reading_takes_a_time_in_proportion_to_the_size(line: bytes) -> None:
    head = "\r".join([MSH, PID, ORC, OBR, "OBX|1|TX|A||"]).encode()
    small, large = (_seconds(head + line * times) for times in (500, 4000))
    assert large < 30 * small + 1  # eight times the size; a quadratic reading would take 64 times as long


def _seconds(data: bytes) -> float:
    start = time.process_time()
    list(Intake(Counting(), IntakeSettings(), lambda: NOW).take_all(data, "a"))
    return time.process_time() - start


@pytest.mark.slow
def test_anything_for_some_seconds() -> None:
    """« make fuzz » takes longer over it."""
    end = time.monotonic() + (20 if "CERES_FUZZ" in os.environ else 3)
    for number in itertools.count():

        @seed(number)
        @given(mutated | st.binary(max_size=600), st.sampled_from(PROFILES))
        @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def whatever_arrives(data: bytes, site: IntakeSettings) -> None:
            deal_with(data, site)

        whatever_arrives()
        if time.monotonic() > end:
            return
