"""Cutting what arrived into messages and segments: every byte is kept, whatever the line ends, marks and wrappers."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_intake.hl7.charset import WESTERN, western
from ceres_intake.hl7.message import Message
from ceres_intake.hl7.normalising import segment_lines
from ceres_intake.hl7.splitting import Kind, Piece, split

HEADER = b"MSH|^~\\&|A|B|||x||ORU^R01|"
LINES = st.sampled_from(
    [b"MSH|^~\\&|A", b"PID|1", b"FHS|", b"BTS", b"OBX|1|ED", b"texte", b"", b"\x0bMSH|^~\\&", b"\x1c", b"MSHx", b"  ", b"\xef\xbb\xbfMSH|^"]
)
ENDS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\r\r\n", b"\x0b"])


def kinds(pieces: tuple[Piece, ...]) -> list[Kind]:
    return [piece.kind for piece in pieces]


def names(raw: bytes) -> list[str]:
    return [segment.name for segment in Message.parse(raw).segments]


@given(st.lists(st.tuples(LINES, ENDS), max_size=12))
def test_no_byte_is_lost(lines: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(line + end for line, end in lines)
    assert b"".join(piece.raw for piece in split(data)) == data


@given(st.binary(max_size=200))
def test_no_byte_of_anything_is_lost(data: bytes) -> None:
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert b"".join(piece.raw for piece in split(data)) == data


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\r\n", b"\n\r\n\r"])
def test_any_line_end_ends_a_segment(end: bytes) -> None:
    assert names(HEADER + b"1" + end + b"PID|1" + end + b"OBR|1") == ["MSH", "PID", "OBR"]


def test_mixed_line_ends_blank_lines_and_a_byte_order_mark() -> None:
    raw = b"\xef\xbb\xbf" + HEADER + b"1\r\nPID|1||\xc3\xa9\r\r\n  \n\nOBR|1\n"
    assert names(raw) == ["MSH", "PID", "OBR"]
    assert Message.parse(raw).first("PID").component(3) == "é"


def test_a_line_that_begins_no_segment_goes_on_with_the_one_above() -> None:
    assert segment_lines("MSH|^~\\&|\rOBX|1|TX|||un\rdeux\r|trois|\r123|x\rOBXx|\rNTE|1") == [
        "MSH|^~\\&|",
        "OBX|1|TX|||un\ndeux\n|trois|\n123|x\nOBXx|",
        "NTE|1",
    ]


def test_segments_are_told_by_the_separator_of_the_header() -> None:
    assert segment_lines("MSH^~|\\&^A\nPID^1\nPID|1") == ["MSH^~|\\&^A", "PID^1\nPID|1"]


def test_a_batch_is_cut_into_its_messages() -> None:
    data = b"FHS|^~\\&\rBHS|^~\\&\r" + HEADER + b"1\rPID|1\r" + HEADER + b"2\rPID|2\rBTS|2\rFTS|1\r"
    pieces = split(data)
    assert kinds(pieces) == [Kind.ENVELOPE, Kind.ENVELOPE, Kind.MESSAGE, Kind.MESSAGE, Kind.ENVELOPE, Kind.ENVELOPE]
    assert [Message.parse(piece.raw).header.component(10) for piece in pieces if piece.kind is Kind.MESSAGE] == ["1", "2"]


def test_the_same_message_is_the_same_bytes_inside_a_batch() -> None:
    alone = HEADER + b"1\rPID|1\r"
    inside = split(b"FHS|^~\\&|20260101\r" + alone + b"FTS|1\r")
    assert inside[1].raw == alone


def test_segments_without_header_stand_apart() -> None:
    assert kinds(split(b"BHS|^~\\&\rEVN|A04\rPID|1\rBTS|1\r" + HEADER + b"1\r")) == [
        Kind.ENVELOPE,
        Kind.LOOSE,
        Kind.ENVELOPE,
        Kind.MESSAGE,
    ]
    assert kinds(split(b"PID|1\r" + HEADER + b"1\r")) == [Kind.LOOSE, Kind.MESSAGE]


def test_text_before_a_header_goes_with_its_message() -> None:
    data = b"# HL7 sample\n# MSH - header\n\n" + HEADER + b"1\n"
    assert split(data) == (Piece(Kind.MESSAGE, data),)
    assert names(data) == ["MSH"]


def test_mllp_blocks_in_a_file() -> None:
    data = b"\x0b" + HEADER + b"1\r\x1c\r\x0b" + HEADER + b"2\r\x1c\r"
    assert [Message.parse(piece.raw).header.component(10) for piece in split(data) if piece.kind is Kind.MESSAGE] == ["1", "2"]


@pytest.mark.parametrize("line", [b"MSHAAA+/", b"MSH/AAAA", b"MSH+AAAA", b"FTSA", b"FTS=", b"MSH"])
def test_a_line_of_base64_is_no_header(line: bytes) -> None:
    assert kinds(split(HEADER + b"1\rOBX|1|ED|||^^^Base64^AAAA\r" + line + b"\rAAAA||||||F\r")) == [Kind.MESSAGE]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_read(encoding: str) -> None:
    text = "MSH|^~\\&|É|B\rPID|1\rMSH|^~\\&|C|D\r"
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    pieces = split(mark + text.encode(encoding))
    assert [Message.parse(piece.raw).header.component(3) for piece in pieces] == ["É", "C"]


def message(declared: str, name: bytes) -> Message:
    return Message.parse(HEADER + b"1|P|2.5||||||" + declared.encode() + b"\rPID|||1||" + name + b"\r")


@pytest.mark.parametrize(
    ("declared", "name", "read"),
    [
        ("UNICODE UTF-8", "Hélène".encode(), "Hélène"),
        ("UNICODE UTF-8", "Hélène".encode("latin-1"), "Hélène"),  # declares one, writes the other
        ("", "Hélène".encode(), "Hélène"),
        ("", "Hélène œ€".encode("cp1252"), "Hélène œ€"),
        ("8859/1", "Hélène".encode("latin-1"), "Hélène"),
        ("8859/15", "œ€".encode("iso8859-15"), "œ€"),
        ("ASCII", "Hélène".encode(), "Hélène"),
        ("CAN", "Hélène".encode("latin-1"), "Hélène"),
        ("8859", "Hélène".encode("latin-1"), "Hélène"),
        ("ISO 8859-15", "œ€".encode("iso8859-15"), "œ€"),
        ("8859/2", "ő".encode("iso8859-2"), "ő"),
        ("8859/9", "ş".encode("iso8859-9"), "ş"),
        ("WINDOWS-1250", "ő".encode("cp1250"), "ő"),
        ("8859/99", "Hélène".encode("latin-1"), "Hélène"),
        ("ASCII~8859/15", "€".encode("iso8859-15"), "€"),
    ],
)
def test_the_declared_set_then_utf8_then_windows(declared: str, name: bytes, read: str) -> None:
    assert message(declared, name).first("PID").component(5) == read


def test_a_mark_wins_over_the_declared_set() -> None:
    raw = codecs.BOM_UTF8 + HEADER + b"1|P|2.5||||||8859/1\rPID|||1||" + "É".encode() + b"\r"
    assert Message.parse(raw).first("PID").component(5) == "É"


def test_a_default_set_serves_where_none_is_declared() -> None:
    raw = HEADER + b"1\rPID|||1||" + "ő".encode("iso8859-2") + b"\r"
    assert Message.parse(raw, "8859/2").first("PID").component(5) == "ő"


@given(st.binary(min_size=1, max_size=50))
def test_each_byte_has_a_character_of_its_own(data: bytes) -> None:
    assert len(set(WESTERN)) == 256
    assert bytes(WESTERN.index(each) for each in western(data)) == data
