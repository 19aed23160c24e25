"""HTTP of one document: whole, in part, unchanged, named."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.request import Request

from ceres.reports.desk import OpenDocument
from ceres.reports.models import ReportStatus
from ceres.reports.reading import DocumentVersion
from ceres.reports.sending import content_disposition, document_response

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 10
DIGEST = "ab" * 32
NOW = datetime(2026, 3, 3, tzinfo=UTC)
VERSION = DocumentVersion(
    number=1,
    status=ReportStatus.FINAL,
    issued_at=NOW,
    received_at=NOW,
    sha256=DIGEST,
    size=len(CONTENT),
    crc32=0,
    ok=True,
    rendered=False,
    current=True,
    file_name="114000000_HÉMATOLOGIE.pdf",
)


def answer(method: str = "GET", **headers: str) -> tuple[Any, bytes, BytesIO]:
    content = BytesIO(CONTENT)
    request: Any = Request.blank("/x.pdf", method=method, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = document_response(request, OpenDocument(VERSION, content))
    status, sent, body = request.call_application(response)
    data = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    assert status == response.status
    assert dict(sent).get("Content-Type") == (None if response.status_int == 304 else "application/pdf")
    return response, data, content


def test_the_whole_document_is_sent_byte_for_byte_and_closed() -> None:
    response, data, content = answer()
    assert (response.status_int, data, response.content_length) == (200, CONTENT, len(CONTENT))
    assert content.closed
    assert response.headers["ETag"] == f'"{DIGEST}"'
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Cache-Control"] == "no-store"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_head_sends_the_length_and_nothing_else() -> None:
    response, data, content = answer("HEAD")
    assert (response.status_int, data, response.content_length) == (200, b"", len(CONTENT))
    assert content.closed


@pytest.mark.parametrize("tag", [f'"{DIGEST}"', f'"x", "{DIGEST}"', f'W/"{DIGEST}"', "*"])
def test_a_document_the_browser_has_is_not_sent_again(tag: str) -> None:
    response, data, content = answer(If_None_Match=tag)
    assert (response.status_int, data) == (304, b"")
    assert content.closed


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=100-", 100, len(CONTENT)),
        ("bytes=-5", len(CONTENT) - 5, len(CONTENT)),
        ("bytes=10-99999", 10, len(CONTENT)),
    ],
)
def test_a_range_is_sent_alone(asked: str, start: int, stop: int) -> None:
    response, data, content = answer(Range=asked)
    assert (response.status_int, data, response.content_length) == (206, CONTENT[start:stop], stop - start)
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"
    assert content.closed


def test_a_range_beyond_the_end_is_refused() -> None:
    response, data, content = answer(Range="bytes=999999-")
    assert (response.status_int, data) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    assert content.closed


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-1,5-9"}, {"Range": "bytes=9-1"}, {"Range": "nonsense"}])
def test_other_ranges_get_the_whole_document(headers: dict[str, str]) -> None:
    response, data, _ = answer(**headers)
    assert (response.status_int, data) == (200, CONTENT)


def test_a_range_of_another_document_gets_the_whole_one() -> None:
    response, data, _ = answer(Range="bytes=0-9", If_Range='"other"')
    assert (response.status_int, data) == (200, CONTENT)
    response, data, _ = answer(Range="bytes=0-9", If_Range=f'"{DIGEST}"')
    assert (response.status_int, data) == (206, CONTENT[:10])


def test_the_servers_own_file_sender_gets_exactly_the_range() -> None:
    seen: list[bytes] = []

    def wrapper(file: Any, block: int) -> list[bytes]:
        seen.append(file.read())
        assert not hasattr(file, "getvalue")
        with pytest.raises(OSError):
            file.fileno()
        return seen

    request: Any = Request.blank("/x.pdf", headers={"Range": "bytes=5-8"}, environ={"wsgi.file_wrapper": wrapper})
    document_response(request, OpenDocument(VERSION, BytesIO(CONTENT)))
    assert seen == [CONTENT[5:9]]


@given(st.text(min_size=1, max_size=40))
def test_any_name_makes_a_header_that_cannot_be_broken_out_of(name: str) -> None:
    name = name.encode("utf-8", "replace").decode()
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('inline; filename="')
    assert unquote(header.rpartition("''")[2]) == name
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "inline"
