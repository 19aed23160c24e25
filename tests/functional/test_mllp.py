"""« ceres mllp » as a process, through real sockets: what it takes, what it answers, how it stops."""

from __future__ import annotations

import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from webtest import TestApp

from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.plugins.models import PluginState
from ceres.reports.models import IntakeOutcome, Receipt, ReportVersion
from ceres.testing.command_line import CommandLine
from ceres_intake.models import IntakeListener
from factories.hl7 import MSH, make_hl7, value_obx, with_fields
from factories.hprim import P, make_hprim
from factories.mllp import Listening, environment_of, frame, listening, numbered, until

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FRENCH_SPACE = "\u00a0"


@pytest.fixture
def listener(site: Site, tmp_path: Path) -> Iterator[Listening]:
    with listening(environment_of(site.settings, mllp_processing_ids="P,T"), tmp_path) as running:
        yield running


def outcomes(site: Site) -> dict[str, IntakeOutcome]:
    with site.database.read() as db:
        return {row.control_id: row.outcome for row in db.scalars(select(Receipt))}


def versions(site: Site) -> int:
    with site.database.read() as db:
        return db.scalar(select(func.count()).select_from(ReportVersion)) or 0


def test_what_senders_do_with_frames(listener: Listening, site: Site):
    with listener.sender() as sender:
        assert sender.send(numbered(1)) == "AA"
        assert sender.send(numbered(1)) == "AA"  # sent again: nothing more happens
        sender.socket.sendall(frame(numbered(2)) + b"\r\n" + frame(numbered(3)) + frame(numbered(4)))
        assert [sender.answer()[1] for _ in range(3)] == ["M2", "M3", "M4"]
        sender.socket.sendall(b"\x0b" + numbered(5) + b"\x1c")
        assert sender.answer() == ("AA", "M5", "")
        whole = frame(numbered(6))
        for piece in (whole[:1], whole[1:2], whole[2:900], whole[900:-2], whole[-2:-1], whole[-1:]):
            sender.socket.sendall(piece)
            time.sleep(0.02)
        assert sender.answer() == ("AA", "M6", "")
        sender.socket.sendall(b"\x0b" + numbered(7)[:400] + frame(numbered(8)))
        assert sender.answer() == ("AA", "M8", "")  # the one it left unfinished was never said to be taken
    assert set(outcomes(site)) == {"M1", "M2", "M3", "M4", "M5", "M6", "M8"}
    assert versions(site) == 7


def test_what_is_answered(listener: Listening, site: Site):
    with listener.sender() as sender:
        for message, expected in (
            (make_hl7(msh=with_fields(MSH, f8="SIU^S12", f9="S1")), ("AR", "S1", "200")),
            (make_hl7(msh=with_fields(MSH, f8="SIU^S12", f9="S1")), ("AR", "S1", "200")),
            (make_hl7(msh=with_fields(MSH, f10="D", f9="D1")), ("AR", "D1", "202")),
            (make_hl7(obr="OBR|1", orc="", msh=with_fields(MSH, f9="Q1")), ("AA", "Q1", "")),
            (b"hello", ("AE", "", "100")),
            (b"", ("AE", "", "100")),
            (make_hprim(), ("AA", "", "")),
            (make_hprim(), ("AA", "", "")),  # sent again
            (make_hprim(P), ("AA", "", "")),  # waits in quarantine, as HL7 would
            (make_hl7(value_obx(), msh=with_fields(MSH, f9="T1", f10="T")), ("AA", "T1", "")),
        ):
            sender.socket.sendall(frame(message))
            assert sender.answer() == expected
        sender.socket.sendall(frame(make_hl7(msh=with_fields(MSH, f9="E1", f14="AL", f15="AL"))))
        assert [sender.answer()[:2] for _ in range(2)] == [("CA", "E1"), ("AA", "E1")]
        sender.socket.sendall(frame(make_hl7(msh=with_fields(MSH, f9="N1", f14="NE", f15="NE"))))
        assert sender.silent()
    found = outcomes(site)
    assert found["Q1"] is IntakeOutcome.QUARANTINED
    assert "D1" not in found
    assert "N1" in found


def test_a_batch_in_one_frame_has_one_answer_for_all_of_it(listener: Listening, site: Site):
    batch = b"FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r" + numbered(1) + numbered(2) + b"BTS|2\rFTS|1\r"
    with listener.sender() as sender:
        assert sender.send(batch) == "AA"
        assert sender.silent(0.2)
    assert set(outcomes(site)) == {"M1", "M2"}


def test_documents_that_cannot_be_stored_are_to_be_sent_again(listener: Listening, site: Site):
    root = site.settings.storage.path
    with listener.sender() as sender:
        assert sender.send(numbered(1)) == "AA"
        root.rename(root.with_name("away"))
        root.write_text("no folder")
        try:
            sender.socket.sendall(frame(numbered(2)))
            assert sender.answer() == ("AR", "M2", "207")
            never = make_hl7(msh=with_fields(MSH, f9="N1", f14="NE", f15="NE"))
            with listener.sender() as quiet:
                quiet.socket.sendall(frame(never))
                assert quiet.hung_up()  # it wants no answer: this one it understands all the same
        finally:
            root.unlink()
            root.with_name("away").rename(root)
        assert sender.send(numbered(2)) == "AA"
    assert set(outcomes(site)) == {"M1", "M2"}


def test_switching_the_plugin_off_stops_it(listener: Listening, site: Site):
    with listener.sender() as sender:
        assert sender.send(numbered(1)) == "AA"
        with site.database.write() as db:
            db.add(PluginState(name="intake", enabled=False, changed_at=utcnow()))
        time.sleep(1.1)
        sender.socket.sendall(frame(numbered(2)))
        assert sender.answer() == ("AR", "M2", "207")
    assert set(outcomes(site)) == {"M1"}


def test_stopping_finishes_the_message_in_hand(listener: Listening, site: Site):
    with listener.sender() as sender, listener.sender() as idle:
        assert idle.send(numbered(1)) == "AA"
        with site.database.write() as db:
            # Nobody else writes receipts meanwhile.
            db.execute(text("SELECT 1" if site.database.is_sqlite else "LOCK TABLE receipt IN ACCESS EXCLUSIVE MODE"))
            sender.socket.sendall(frame(numbered(2)) + frame(numbered(3)))
            time.sleep(0.5)
            listener.signal(signal.SIGTERM)
            assert idle.hung_up()
            assert sender.silent(0.3)
        assert sender.answer() == ("AA", "M2", "")
        assert sender.hung_up()
    assert listener.ended() == 0
    assert set(outcomes(site)) == {"M1", "M2"}


def test_health_knows_of_listeners_in_other_processes(listener: Listening, app: TestApp):
    facts = app.get("/health").json["checks"]["intake"]
    assert (facts["listeners"], facts["listeners_lost"], facts["queue"]) == (1, 0, 0)
    assert facts["last_message_at"] is None
    with listener.sender() as sender:
        assert sender.send(numbered(1)) == "AA"
        assert until(lambda: app.get("/health").json["checks"]["intake"]["connections"] == 1)
        assert app.get("/health").json["checks"]["intake"]["last_message_at"]
    assert listener.stop() == 0
    assert app.get("/health").json["checks"]["intake"]["listeners"] == 0


def test_a_listener_that_is_gone_without_a_word_is_missed_for_a_day(app: TestApp, site: Site):
    for name, ago in (("lost", timedelta(hours=2)), ("forgotten", timedelta(days=3)), ("up", timedelta())):
        with site.database.write() as db:
            db.add(IntakeListener(name=name, started_at=utcnow() - ago, seen_at=utcnow() - ago, connections=2, in_hand=1))
    facts = app.get("/health").json["checks"]["intake"]
    assert (facts["status"], facts["listeners"], facts["listeners_lost"]) == ("degraded", 1, 1)
    assert (facts["connections"], facts["queue"]) == (2, 1)


def test_two_listeners_and_two_senders_store_each_message_once(listener: Listening, site: Site, tmp_path: Path):
    codes: list[str] = []

    def send(to: Listening) -> None:
        with to.sender() as sender:
            codes.extend(sender.send(numbered(number)) for number in range(20))

    with listening(environment_of(site.settings), tmp_path) as other:
        threads = [threading.Thread(target=send, args=(each,)) for each in (listener, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes == ["AA"] * 40
    with site.database.read() as db:
        received = db.scalars(select(Receipt.control_id)).all()
    assert sorted(received) == sorted(f"M{number}" for number in range(20))
    assert versions(site) == 20


def certificate(folder: Path, name: str, ca: str = "") -> None:
    signed = ["-CA", f"{ca}.pem", "-CAkey", f"{ca}.key"] if ca else []
    extensions = ["-addext", "subjectAltName=DNS:localhost"] if ca else []
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", *signed, *extensions]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"openssl makes no certificate here: {done.stderr.splitlines()[-1:]}")


@ON_ONE_DATABASE
def test_tls_with_certificates_of_the_senders(site: Site, tmp_path: Path):
    try:
        certificate(tmp_path, "authority")
        certificate(tmp_path, "server", "authority")
        certificate(tmp_path, "laboratory", "authority")
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
    known = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
    known.load_cert_chain(tmp_path / "laboratory.pem", tmp_path / "laboratory.key")
    options = "--tls-cert", "server.pem", "--tls-key", "server.key"
    with listening(environment_of(site.settings), tmp_path, *options) as running, running.sender(tls=trusting) as sender:
        assert sender.send(numbered(1)) == "AA"
        with running.sender() as plain:
            plain.socket.sendall(frame(numbered(2)))
            assert plain.hung_up()
    with listening(environment_of(site.settings), tmp_path, *options, "--client-ca", "authority.pem") as running:
        with running.sender(tls=known) as sender:
            assert sender.send(numbered(3)) == "AA"
        with pytest.raises((ssl.SSLError, ConnectionError)), running.sender(tls=trusting) as stranger:
            stranger.send(numbered(4))
    assert set(outcomes(site)) == {"M1", "M3"}


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "mllp_allow"),
        (("--tls-key", "cle.pem"), "--tls-cert"),
        (("--tls-cert", "absent.pem"), "absent.pem"),
        (("--host", "192.0.2.1"), "mllp_allow"),
    ],
)
def test_what_is_unsafe_or_impossible_is_refused_in_one_line(ceres: CommandLine, options: tuple[str, ...], said: str):
    done = ceres("mllp", "--port", "0", *options)
    assert done.exit_code == 1
    assert said in done.stderr.replace(FRENCH_SPACE, " ")
    assert len(done.stderr.splitlines()) == 1


@ON_ONE_DATABASE
def test_strangers_are_not_let_in(site: Site, tmp_path: Path):
    with listening(environment_of(site.settings, mllp_allow="192.0.2.0/24"), tmp_path) as running, running.sender() as sender:
        assert sender.hung_up()
    allowed = environment_of(site.settings, mllp_allow="192.0.2.0/24,127.0.0.0/8")
    with listening(allowed, tmp_path) as running, running.sender() as sender:
        assert sender.send(numbered(1)) == "AA"
