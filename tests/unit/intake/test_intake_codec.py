"""Reading HL7 v2: whatever was sent, nothing raises and nothing is decoded twice."""

from __future__ import annotations

import hl7
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_intake.hl7.delimiters import STANDARD_DELIMITERS, Delimiters
from ceres_intake.hl7.escapes import decode
from ceres_intake.hl7.message import Message, Value
from factories.hl7 import make_hl7, value_obx

HEADERS = {
    r"MSH|^~\&|A": ("|", "^", "~", "\\", "&"),
    r"MSH|^~\&#|A": ("|", "^", "~", "\\", "&"),
    "MSH|^~|A": ("|", "^", "~", "\\", "&"),
    r"MSH|~\&|A": ("|", "^", "~", "\\", "&"),
    r"MSH|^~\\&|A": ("|", "^", "~", "\\", "&"),
    r"MSH^~|\&^A": ("^", "~", "|", "\\", "&"),
    r"MSH|~^\&|A": ("|", "~", "^", "\\", "&"),
    "MSH#*@!$#A": ("#", "*", "@", "!", "$"),
    "MSH||A": ("|", "^", "~", "\\", "&"),
    "MSH": ("|", "^", "~", "\\", "&"),
    "": ("|", "^", "~", "\\", "&"),
}


@pytest.mark.parametrize("header", HEADERS)
def test_delimiters_are_the_declared_ones_or_the_standard(header: str) -> None:
    found = Delimiters.of(header)
    assert (found.field, found.component, found.repetition, found.escape, found.subcomponent) == HEADERS[header]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"un\.br\deux\.BR\trois\.sp2\quatre", "un\ndeux\ntrois\nquatre"),
        (r"\H\gras\N\ maigre", "gras maigre"),
        (r"\XE9\t\XC3A9\ \X0d0A\fin", "été \nfin"),
        (r"\Xzz\ \X1\ ", r"\Xzz\ \X1" + "\\ "),
        (r"\Zinconnu\ \.in+4\ \C2842\ ", r"\Zinconnu\ \.in+4\ \C2842" + "\\ "),
        (r"(1.6-12.0) \ (8.0-22.0)\F\fin", r"(1.6-12.0) \ (8.0-22.0)|fin"),
        (r"\E\F\E\ ", "\\F\\ "),  # decoded once: what comes out is not read again
        ("C:\\", "C:\\"),
        ("\\X00\\nul\x00\x07", "nul"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_escapes(sent: str, read: str) -> None:
    assert decode(sent, STANDARD_DELIMITERS) == read


@given(st.text())
def test_decoding_never_raises_and_leaves_no_control_character(text: str) -> None:
    assert not {"\x00", "\r", "\x1b"} & set(decode(text, STANDARD_DELIMITERS))


@given(st.text(alphabet=st.characters(exclude_characters="\\\r\x00", exclude_categories=["Cc", "Cs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert decode(text, STANDARD_DELIMITERS) == text


@given(st.text(alphabet="|^~\\&ab é", max_size=30))
def test_what_is_escaped_comes_back(text: str) -> None:
    codes = {"\\": "E", "|": "F", "^": "S", "~": "R", "&": "T"}
    escaped = "".join(f"\\{codes[each]}\\" if each in codes else each for each in text)
    assert decode(escaped, STANDARD_DELIMITERS) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    Message.parse(raw)


@given(st.binary(max_size=200))
def test_any_bytes_after_a_header_are_read(raw: bytes) -> None:
    message = Message.parse(b"MSH|^~\\&|A|B\r" + raw)
    assert message.header.component(3) == "A"
    for segment in message.segments:
        for field in range(len(segment.fields) + 1):
            assert "\n" not in "".join(value.component(1) for value in segment.repetitions(field))


def test_fields_are_numbered_as_in_the_standard() -> None:
    header = Message.parse(make_hl7()).header
    assert [header.component(number) for number in (1, 3, 10, 99)] == ["|", "GLIMS", "MSG1", ""]
    assert header.component(9, 2) == "R01"


def test_repetitions_components_and_subcomponents() -> None:
    pid = Message.parse(make_hl7(pid="PID|||~1^^^A&1.2&ISO^PI~^^^~2")).first("PID")
    first, second = pid.repetitions(3)
    assert (first.component(1), first.subcomponent(4, 2), first.subcomponent(4, 9), second.component(1)) == ("1", "1.2", "", "2")


def test_an_explicit_null_is_empty() -> None:
    pid = Message.parse(make_hl7(pid='PID|||1||""^""||""')).first("PID")
    assert (pid.component(5), pid.component(5, 2), pid.component(7)) == ("", "", "")
    assert pid.repetitions(7) == ()


def test_a_text_keeps_its_lines_and_a_component_does_not() -> None:
    value = Value("  deux \\.br\\lignes  ", STANDARD_DELIMITERS)
    assert (value.text, value.component(1)) == ("  deux\nlignes", "deux lignes")


def test_what_is_absent_is_empty() -> None:
    message = Message.parse(b"")
    assert (message.segments, message.header.component(3), bool(message.first("PID"))) == ((), "", False)


names = st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x17F), min_size=1, max_size=12)


@given(st.lists(st.lists(st.lists(names, min_size=1, max_size=4), min_size=1, max_size=3), min_size=1, max_size=6))
def test_an_independent_reader_agrees_on_what_is_well_formed(fields: list[list[list[str]]]) -> None:
    segment = "ZZZ|" + "|".join("~".join("^".join(components) for components in field) for field in fields)
    raw = make_hl7(segment)
    theirs = hl7.parse(raw.decode()).segment("ZZZ")
    ours = Message.parse(raw).first("ZZZ")
    for number, field in enumerate(fields, start=1):
        for repetition, components in enumerate(field):
            value = ours.repetitions(number)[repetition]
            assert value.raw == str(theirs[number][repetition])
            assert [value.component(place) for place in range(1, len(components) + 1)] == components


def test_an_independent_reader_agrees_on_a_whole_message() -> None:
    raw = make_hl7(value_obx("5.4", unit="mmol/L", limits="3.9-6.1"))
    theirs, ours = hl7.parse(raw.decode()), Message.parse(raw)
    assert [str(segment[0]) for segment in theirs] == [segment.name for segment in ours.segments]
    for name in ("MSH", "PID", "OBR", "OBX"):
        fields = [str(field) for field in theirs.segment(name)]
        assert fields == list(ours.first(name).fields)
