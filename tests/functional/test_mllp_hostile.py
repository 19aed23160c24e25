"""No sender stops the intake: whatever some of them do, the others are served, and memory stays bounded."""

from __future__ import annotations

import base64
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from ceres.app import Site
from ceres.reports.models import ReportVersion
from factories.documents import make_pdf
from factories.hl7 import MSH, make_hl7, with_fields
from factories.mllp import Listening, environment_of, frame, listening, numbered, until

# The database changes nothing of this.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MEGABYTE = 1024 * 1024
IMPATIENT = {"mllp_frame_time": 2, "mllp_write_time": 2, "mllp_idle": 4, "mllp_max_connections": 150, "mllp_processing_ids": "P"}
MOST_MEMORY = 450  # megabytes, with a message of 13 MB in hand


@pytest.fixture
def listener(site: Site, tmp_path: Path) -> Iterator[Listening]:
    with listening(environment_of(site.settings, **IMPATIENT), tmp_path) as running:
        yield running


def others_are_served(listener: Listening, first: int, seconds: float = 15) -> None:
    """Send five messages as a well-behaved sender."""
    before = time.monotonic()
    with listener.sender() as sender:
        assert [sender.send(numbered(number)) for number in range(first, first + 5)] == ["AA"] * 5
    assert time.monotonic() - before < seconds


def test_a_frame_of_32_mib_is_refused_and_the_connection_goes_on(listener: Listening):
    with listener.sender() as sender:
        head = with_fields(MSH, f9="BIG").encode() + b"\rOBX|1|ED|||"
        sending = threading.Thread(target=sender.socket.sendall, args=(frame(head + b"A" * (32 * MEGABYTE)),))
        sending.start()
        others_are_served(listener, 1)
        assert sender.answer() == ("AR", "BIG", "207")
        sending.join()
        assert sender.send(numbered(9)) == "AA"
    print(f"peak memory: {listener.memory()} MB")
    assert listener.memory() < MOST_MEMORY


def test_a_pdf_of_10_mb_is_taken_whole(listener: Listening, site: Site):
    pdf = make_pdf().removesuffix(b"%%EOF\n") + os.urandom(10_000_000) + b"\n%%EOF\n"
    obx = f"OBX|1|ED|PDF||^application^pdf^Base64^{base64.b64encode(pdf).decode()}||||||F"
    message = make_hl7(obx, msh=with_fields(MSH, f9="HUGE"))
    with ExitStack() as several:
        senders = [several.enter_context(listener.sender(timeout=60)) for _ in range(3)]
        sending = [threading.Thread(target=each.socket.sendall, args=(frame(message),)) for each in senders]
        for thread in sending:
            thread.start()
        others_are_served(listener, 1)
        assert [sender.answer() for sender in senders] == [("AA", "HUGE", "")] * 3
        for thread in sending:
            thread.join()
    with site.database.read() as db:
        [digest] = db.scalars(select(ReportVersion.document_sha256).where(ReportVersion.document_size == len(pdf)))
    site.documents.verify(digest)
    print(f"peak memory: {listener.memory()} MB")
    assert listener.memory() < MOST_MEMORY


def test_two_hundred_connections_that_do_nothing_leave_room(listener: Listening):
    with ExitStack() as idle:
        for number in range(200):
            sender = idle.enter_context(listener.sender())
            if number % 3 == 1:
                sender.socket.sendall(b"\x0bMSH|^~\\&|begun")
            elif number % 3 == 2:
                sender.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
        others_are_served(listener, 1)


def test_a_sender_of_one_byte_a_second_is_given_up(listener: Listening):
    with listener.sender() as slow:
        slow.socket.sendall(b"\x0bMSH|^~\\&")
        others_are_served(listener, 1)
        assert until(lambda: _dripped(slow), 10), "it is still listened to"


def _dripped(slow: object) -> bool:
    try:
        slow.socket.sendall(b"x")  # type: ignore[attr-defined]
    except OSError:
        return True
    time.sleep(0.5)
    return False


def test_a_sender_that_never_reads_is_given_up(listener: Listening):
    with listener.sender() as deaf:
        deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.socket.settimeout(1)
        refused = with_fields(MSH, f9="S" * 400, f10="D").encode()
        stopped = threading.Event()

        def talk() -> None:
            try:
                while not stopped.is_set():
                    try:
                        deaf.socket.sendall(frame(refused) * 20)
                    except TimeoutError:
                        continue
            except OSError:
                stopped.set()

        talking = threading.Thread(target=talk)
        talking.start()
        others_are_served(listener, 1)
        assert stopped.wait(20), "it is still talked to"
        talking.join()


def test_silence_and_noise_are_given_up(listener: Listening):
    with listener.sender() as silent, listener.sender() as noisy:
        noisy.socket.sendall(b"x" * 60_000)
        noisy.socket.sendall(b"x" * 60_000)
        assert noisy.hung_up()
        assert silent.hung_up()
    others_are_served(listener, 1)
