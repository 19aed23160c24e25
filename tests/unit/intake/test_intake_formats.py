"""What bytes are, and that no bytes at all break a reader."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceres_intake.formats.letter import Circumstances
from ceres_intake.formats.opening import open_letter
from ceres_intake.hprim.attachments import bundled, key, unbundled
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.hprim.translating import named_files
from ceres_intake.loose import Format, format_of
from ceres_intake.masking import lines_of
from ceres_intake.reasons import Unplaceable
from factories.cda import make_cda
from factories.hl7 import make_hl7
from factories.hprim import FILE, OBR, VALUE, P, make_hprim, make_medical_text

AROUND = Circumstances(datetime(2026, 3, 5, tzinfo=UTC))
SAMPLES = [make_cda(), make_cda(pdf=b"%PDF-1.4 %%EOF"), make_hprim(P, OBR, VALUE, FILE), make_medical_text(), make_hl7()]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (make_cda(), Format.CDA),
        (b"\xef\xbb\xbf" + make_cda(), Format.CDA),
        (b"<html/>", Format.UNKNOWN),
        (make_hprim(), Format.HPRIM),
        (b"H|^~\\&|||LABSYS^LAB|||ORU", Format.HPRIM),
        (make_medical_text(), Format.MEDICAL_TEXT),
        (make_medical_text().replace(b"\r\n", b"\r"), Format.MEDICAL_TEXT),
        (make_hl7(), Format.HL7),
        (make_hl7() + b"NTE|1||****LAB****\r****LAB****\r", Format.HL7),
        (b"bonjour", Format.UNKNOWN),
        (b"", Format.UNKNOWN),
    ],
)
def test_what_bytes_are(data: bytes, expected: Format) -> None:
    assert format_of(data) is expected


@pytest.mark.parametrize(("header", "component"), [(r"H|~^\&|A", "~"), (r"H|^~\&|A", "^"), ("H|~^|A", "~"), ("H||A", "~")])
def test_delimiters_are_those_of_the_header(header: str, component: str) -> None:
    file = HprimFile.parse(f"{header}\rOBX|1|ST|A{component}B\r".encode())
    assert file.segments[-1].component(3, 2) == "B"


def test_a_line_goes_on_even_in_the_middle_of_a_word() -> None:
    file = HprimFile.parse(b"H|~^\\&|A\r\nOBX|1|TX|C||Gluc\r\nA|ose|mmol\r\nA|/l\r\nsuite\r\nL|1")
    assert [segment.name for segment in file.segments] == ["H", "OBX", "L"]
    assert (file.segments[1].component(5), file.segments[1].component(6)) == ("Glucose", "mmol/l suite")


def test_files_travel_with_their_message() -> None:
    raw = make_hprim(P, OBR, FILE)
    whole = bundled(raw, {"Été 1.pdf": b"%PDF-1", "b": b""})
    assert whole.startswith(raw)
    assert unbundled(whole) == (raw, {"été 1.pdf": b"%PDF-1", "b": b""})
    assert unbundled(raw) == (raw, {})
    assert named_files(HprimFile.parse(whole)) == ("rapport.pdf",)


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", r"C:\envoi\a.pdf", "/tmp/a.pdf", "../a.pdf", " a.pdf "])
def test_names_of_files_have_no_folder(name: str) -> None:
    assert key(name) == "a.pdf"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_files_are_dealt_with(sample: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sample)))
    damaged = sample[:start] + data.draw(st.binary(max_size=12)) + sample[start + data.draw(st.integers(0, 40)) :]
    letter = open_letter(damaged, AROUND)
    assert len(letter.source) < 400
    with suppress(Unplaceable):
        letter.act()
    assert isinstance(lines_of(damaged, identities=False), list)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"H|~^\\&|", b"<ClinicalDocument", b"****FIN****\n", b"RES|a|"]))
def test_any_bytes_are_dealt_with(data: bytes, start: bytes) -> None:
    with suppress(Unplaceable):
        open_letter(start + data, AROUND).act()
