"""AA means stored, once, for good: the listener is killed again and again while a sender sends, and sends again."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from ceres.app import Site
from ceres.reports.models import IntakeOutcome, LabOrder, Receipt, Report, ReportVersion
from factories.documents import make_pdf
from factories.mllp import Sender, environment_of, listening, numbered, until

KILLS = int(os.environ.get("CERES_CRASHES", "13"))  # on each database


@dataclass
class Laboratory:
    """Sends message after message; each one again until it is acknowledged."""

    address: tuple[str, int]
    acknowledged: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.closing.is_set():
            try:
                with Sender(self.address, timeout=10) as sender:
                    while not self.closing.is_set():
                        code, about, _ = self._sent(sender, number)
                        if code == "AA":
                            assert about == f"M{number}"
                            self.acknowledged.append(about)
                            number += 1
            except OSError:
                time.sleep(0.01)

    def _sent(self, sender: Sender, number: int) -> tuple[str, str, str]:
        sender.socket.sendall(b"\x0b" + numbered(number) + b"\x1c\r")
        return sender.answer()


@pytest.fixture
def port() -> Iterator[int]:
    """Keep a port for the listeners, so that nobody else is given it between two of them."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


@pytest.mark.slow
def test_a_listener_killed_at_any_moment_keeps_its_word(site: Site, tmp_path: Path, port: int):
    chance = random.Random()
    environment = environment_of(site.settings)
    laboratory = Laboratory(("127.0.0.1", port))
    sending = threading.Thread(target=laboratory.run)
    sending.start()
    try:
        for _ in range(KILLS):
            with listening(environment, tmp_path, port=port) as running:
                answered = len(laboratory.acknowledged) + chance.randint(0, 2)
                until(lambda answered=answered: len(laboratory.acknowledged) >= answered, 1)
                time.sleep(chance.uniform(0.0, 0.06))
                running.signal(signal.SIGKILL)
                running.ended()
        with listening(environment, tmp_path, port=port):
            before = len(laboratory.acknowledged)
            assert until(lambda: len(laboratory.acknowledged) >= before + 3, 60)
            laboratory.closing.set()
            sending.join(20)
    finally:
        laboratory.closing.set()
        sending.join(20)
    print(f"{len(laboratory.acknowledged)} messages acknowledged through {KILLS} kills")
    check(site, laboratory.acknowledged)


def check(site: Site, acknowledged: list[str]) -> None:
    with site.database.read() as db:
        receipts = list(db.scalars(select(Receipt)))
        columns = LabOrder.number, ReportVersion.number.label("version"), ReportVersion.document_sha256, Report.current_version
        rows = list(db.execute(select(*columns).join(Report, Report.order_id == LabOrder.id).join(ReportVersion)))
        reports = db.scalars(select(Report.id)).all()
    ids = [receipt.control_id for receipt in receipts]
    assert len(ids) == len(set(ids)), "a message was taken in twice"
    assert set(acknowledged) <= set(ids), "a message was acknowledged and lost"
    assert {receipt.outcome for receipt in receipts} == {IntakeOutcome.PUBLISHED}
    # Each message is one report with one whole document, the right one; nothing is half-published.
    assert sorted(row.number for row in rows) == sorted(re.sub("M", "", each) for each in ids)
    assert len(reports) == len(ids)
    for row in rows:
        assert (row.version, row.current_version) == (1, 1)
        site.documents.verify(row.document_sha256)
        with site.documents.open(row.document_sha256) as document:
            assert document.read() == make_pdf(f"Compte rendu {row.number}")
    for receipt in receipts:
        site.documents.verify(receipt.message_sha256)
