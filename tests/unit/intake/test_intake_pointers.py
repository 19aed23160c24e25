"""Documents that a message only points to: read from the addresses on the site's list, and from nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ceres_intake.documents.fetching import Fetcher, Unreachable, listed_complaint
from ceres_intake.hl7.message import Message
from ceres_intake.profile import DEFAULT
from ceres_intake.reading.reading import Reading
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Reason
from factories.documents import make_pdf
from factories.hl7 import make_hl7, value_obx

PDF = make_pdf("Ailleurs")


class Laboratory(BaseHTTPRequestHandler):
    """A laboratory's web server."""

    def do_GET(self) -> None:
        """Answer as the path says."""
        if self.path.endswith("/away"):
            self.send_response(302)
            self.send_header("Location", "/doc/a.pdf")
            self.end_headers()
            return
        self.send_response(200 if self.path.startswith("/doc/") else 404)
        self.end_headers()
        self.wfile.write(b"image" if self.path.endswith(".png") else PDF)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Say nothing."""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Laboratory)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def pointing(address: str, *results: str, fetcher: Fetcher | None = None) -> Reading:
    message = Message.parse(make_hl7(f"OBX|1|RP|PDF||{address}^^application^pdf||||||F", *results))
    return ReportReader(DEFAULT, UTC, fetcher).examine(message, datetime(2026, 3, 4, tzinfo=UTC)).readings[0]


def test_a_listed_address_gives_the_document(laboratory: str) -> None:
    reading = pointing(f"{laboratory}/doc/a.pdf", fetcher=Fetcher([f"{laboratory}/doc/"], 100_000))
    document = reading.reports[0].document
    assert document is not None
    assert (document.content, document.rendered) == (PDF, False)


@pytest.mark.parametrize("listed", [[], ["https://ailleurs.exemple.nc/"]])
def test_another_address_is_never_asked(laboratory: str, listed: list[str]) -> None:
    fetcher = Fetcher(listed, 100_000) if listed else None
    assert pointing(f"{laboratory}/doc/a.pdf", fetcher=fetcher).problem is Reason.DOCUMENT_ELSEWHERE
    kept = pointing(f"{laboratory}/doc/a.pdf", value_obx(number=2), fetcher=fetcher)
    assert (kept.problem, kept.reports[0].document is not None) == (None, True)
    assert [observation.value_type for observation in kept.observations] == ["RP", "NM"]


@pytest.mark.parametrize(("path", "reason"), [("/no", "unreachable"), ("/doc/away", "unreachable"), ("/doc/a.png", "not_pdf")])
def test_what_cannot_be_read_there_waits(laboratory: str, path: str, reason: str) -> None:
    reading = pointing(f"{laboratory}{path}", value_obx(), fetcher=Fetcher([f"{laboratory}/"], 100_000))
    assert reading.problem is Reason(f"document_{reason}")


def test_too_much_is_not_read_to_the_end(laboratory: str) -> None:
    with pytest.raises(Unreachable):
        Fetcher([f"{laboratory}/"], len(PDF) - 1).fetch(f"{laboratory}/doc/a.pdf")
    assert Fetcher([f"{laboratory}/"], len(PDF)).fetch(f"{laboratory}/doc/a.pdf") == PDF


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://labo.nc/doc/a.pdf", True),
        ("HTTPS://LABO.nc/doc/a/b.pdf?x=1", True),
        ("http://labo.nc/doc/a.pdf", False),
        ("https://labo.nc:444/doc/a.pdf", False),
        ("https://labo.nc.mechant.nc/doc/a.pdf", False),
        ("https://x@labo.nc/doc/a.pdf", False),
        ("https://labo.nc/autre/a.pdf", False),
        ("https://labo.nc/doc/../autre", False),
        ("https://labo.nc/doc/%2e%2e/autre", False),
        ("file:///doc/a.pdf", False),
        ("https://[labo/doc/", False),
    ],
)
def test_the_list_is_taken_literally(address: str, allowed: bool) -> None:
    assert Fetcher(["https://labo.nc/doc/"], 1).allows(address) is allowed


def test_an_address_that_no_list_can_hold_is_told() -> None:
    assert listed_complaint(["https://labo.nc/doc/", "http://10.0.0.5:8080/"]) == ""
    for wrong in ("labo.nc", "https://labo.nc/doc", "ftp://labo.nc/", "https://a:b@labo.nc/", "https://labo.nc/?x=/", "https://[x/"):
        assert listed_complaint([wrong]).startswith(f"« {wrong} » : il faut une adresse complète finie par « / »")
