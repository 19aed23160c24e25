"""Documents inside OBX: what is a PDF by its content, whatever wraps it and whatever the label says."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from ceres_intake.documents.cda import pdfs_of
from ceres_intake.documents.finding import Findings, find_documents
from ceres_intake.documents.payload import encoded, unwrap
from ceres_intake.documents.pdf import is_encrypted
from ceres_intake.hl7.delimiters import STANDARD_DELIMITERS
from ceres_intake.hl7.message import Message, Value
from ceres_intake.reasons import Reason
from factories.documents import make_pdf
from factories.hl7 import make_hl7

PDF = make_pdf("Compte rendu")
B64 = base64.b64encode(PDF).decode()
CDA = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component>{}</component></ClinicalDocument>'
BODY = '<nonXMLBody><text mediaType="application/pdf" representation="B64">{}</text></nonXMLBody>'


def find(*fields: str) -> Findings:
    raw = make_hl7(*(f"OBX|1|ED|PDF||{field}||||||F" for field in fields))
    return find_documents(Message.parse(raw).every("OBX"))


def contents(*fields: str) -> list[bytes]:
    return [document.content for document in find(*fields).documents]


def encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret")
    with BytesIO() as buffer:
        writer.write(buffer)
        return buffer.getvalue()


@pytest.mark.parametrize(
    "field",
    [
        f"^application^pdf^Base64^{B64}",
        f"^Application^PDF^Base64^{B64}",
        f"^TX^PDF^Base64^{B64}",
        f"Care^AP^PDF^Base64^{B64}",
        f"^AP^^Base64^{B64}",
        f"^TEXT^XML^Base64^{B64}",
        f"Example&Example 2&^Clinical^multipart^PDF^Base64^{B64}",
        f"^application^pdf^A^{B64}",
        B64,
        "^application^pdf^Base64^" + B64.rstrip("="),
        "^application^pdf^Base64^" + "\n".join(B64[i : i + 76] for i in range(0, len(B64), 76)),
        "^application^pdf^Base64^" + r"\.br\ ".join(B64[i : i + 76] for i in range(0, len(B64), 76)),
        "^application^pdf^Base64^" + r"\X0D0A\ ".join(B64[i : i + 76] for i in range(0, len(B64), 76)),
        f"^application^pdf^Hex^{PDF.hex().upper()}",
    ],
)
def test_a_pdf_is_told_by_its_content(field: str) -> None:
    found = find(field)
    assert [document.content for document in found.documents] == [PDF]
    assert (found.documents[0].complete, found.documents[0].rendered, found.problem) == (True, False, None)


def test_line_ends_that_cut_the_message_are_mended() -> None:
    raw = make_hl7(f"OBX|1|ED|PDF||^application^pdf^Base64^{B64[:40]}\r{B64[40:80]}\r\n{B64[80:]}||||||F", "NTE|1||après")
    message = Message.parse(raw)
    assert find_documents(message.every("OBX")).documents[0].content == PDF
    assert message.first("NTE").component(3) == "après"


@pytest.mark.parametrize(
    "field",
    [
        "",
        "^application^pdf^Base64^",
        "^AP^PDF^Base64^<Base64 encoded>",
        "^AP^^Base64^[base64 encoded document]",
        "App5^NS^Octet-stream^Base64",
    ],
)
def test_nothing_or_a_word_in_its_place_is_no_document(field: str) -> None:
    assert find(field) == Findings()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Document medical au format CDA niveau 1", Reason.DOCUMENT_NOT_PDF),
        (b"\xff\xd8\xff\xe0 image", Reason.DOCUMENT_NOT_PDF),
        (b"{\\rtf1 texte}", Reason.DOCUMENT_NOT_PDF),
        (b" " + PDF, Reason.DOCUMENT_NOT_PDF),  # not at the first byte
        (CDA.format("").encode(), Reason.CDA_WITHOUT_PDF),
        (b"<html>", Reason.DOCUMENT_NOT_PDF),
        (encrypted(), Reason.DOCUMENT_ENCRYPTED),
    ],
)
def test_what_cannot_be_shown_says_why(content: bytes, reason: Reason) -> None:
    found = find("^application^pdf^Base64^" + base64.b64encode(content).decode())
    assert (found.documents, found.problem) == ((), reason)
    assert [(carrier.size, carrier.problem) for carrier in found.carriers] == [(len(content), reason)]


def test_a_broken_payload_is_not_taken_for_nothing() -> None:
    assert find("^application^pdf^Base64^" + B64[:500] + "!!!" + B64[500:]).problem is Reason.DOCUMENT_NOT_PDF


def test_a_truncated_pdf_is_kept_and_marked() -> None:
    field = "^application^pdf^Base64^" + base64.b64encode(PDF[:-100]).decode()
    assert [(document.content, document.complete) for document in find(field).documents] == [(PDF[:-100], False)]


def test_a_character_too_many_is_dropped() -> None:
    assert contents("^application^pdf^Base64^" + base64.b64encode(PDF[: len(PDF) // 3 * 3]).decode() + "A") == [PDF[: len(PDF) // 3 * 3]]


def test_a_pdf_that_only_speaks_of_encryption_is_open() -> None:
    assert not is_encrypted(make_pdf("x").replace(b"startxref", b"% /Encrypt\nstartxref"))
    assert is_encrypted(b"%PDF-1.4\n/Encrypt nonsense")


def test_several_documents_each_once() -> None:
    other = base64.b64encode(make_pdf("Annexe")).decode()
    assert contents(f"^^^Base64^{B64}", f"^^^Base64^{other}~^^^Base64^{B64}") == [PDF, make_pdf("Annexe")]


def test_one_that_can_be_shown_makes_up_for_a_copy_that_cannot() -> None:
    level3 = base64.b64encode(CDA.format("<structuredBody/>").encode()).decode()
    assert find(f"^TEXT^XML^Base64^{level3}", f"^^^Base64^{B64}").problem is None


def test_the_pdf_inside_a_cda() -> None:
    cda = CDA.format(BODY.format("\n".join(B64[i : i + 60] for i in range(0, len(B64), 60))))
    assert contents("^TEXT^XML^Base64^" + base64.b64encode(cda.encode()).decode()) == [PDF]
    attached = f'<entry><observationMedia><value mediaType="application/pdf">{B64}</value></observationMedia></entry>'
    assert pdfs_of(CDA.format(attached).encode()) == (PDF,)


def test_a_cda_written_as_text_with_escapes() -> None:
    cda = CDA.format(BODY.format(B64)).replace("&", r"\T\ ")
    assert contents(f"^Text^text/xml^ASCII^{cda}") == [PDF]


@pytest.mark.parametrize(
    "xml",
    [
        b"<a",
        b"<a>&nbsp;</a>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<?xml version="1.0" encoding="inconnu"?><a/>',
        b"\x00<",
    ],
)
def test_xml_traps_hold_no_pdf(xml: bytes) -> None:
    assert pdfs_of(xml) == ()


@given(st.text(max_size=300))
def test_no_payload_is_a_trap(text: str) -> None:
    value = Value(text, STANDARD_DELIMITERS)
    unwrap(encoded(value), value)


@given(st.binary(min_size=1, max_size=200), st.integers(min_value=1, max_value=80))
def test_what_is_wrapped_comes_back(content: bytes, width: int) -> None:
    text = base64.b64encode(b"%PDF-" + content).decode()
    value = Value("^application^pdf^Base64^" + "\n".join(text[i : i + width] for i in range(0, len(text), width)), STANDARD_DELIMITERS)
    assert unwrap(encoded(value), value) == b"%PDF-" + content
