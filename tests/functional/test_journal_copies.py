"""Copies of the seals outside the database: nothing is left out, whatever fails on the way."""

from __future__ import annotations

import json
import logging
import re
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ceres.app import Site
from ceres.audit.copying import SealCopies
from ceres.audit.health import check_journal
from ceres.audit.seal_file import read_seals
from ceres.plugins.contributions import Health
from factories.seals import seals_of, tamper, verdict_of, write_sealed
from factories.syslog import frames


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "seals.jsonl"


def copies(site: Site, **settings: str) -> SealCopies:
    return SealCopies(site.database, replace(site.settings.journal, **settings))


def test_each_seal_is_appended_once(site: Site, file: Path) -> None:
    write_sealed(site, 2)
    to_file = copies(site, seal_file=str(file))
    assert to_file.run() == {}
    before = file.read_bytes()
    write_sealed(site, 1)
    assert to_file.run() == to_file.run() == {}
    assert file.read_bytes().startswith(before)
    assert [seal.seal_hash for seal in read_seals(file)] == [row.seal_hash for row in seals_of(site)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_line_that_was_broken_off_is_written_again(site: Site, file: Path) -> None:
    write_sealed(site, 3)
    copies(site, seal_file=str(file)).run()
    file.write_bytes(file.read_bytes()[:-100])
    assert copies(site, seal_file=str(file)).run() == {}
    assert [seal.number for seal in read_seals(file)] == [1, 2, 3]
    assert verdict_of(site, file).intact


def test_a_copy_that_fails_is_shown_and_made_up_for(site: Site, file: Path) -> None:
    write_sealed(site, 1)
    file.mkdir(parents=True)
    assert set(copies(site, seal_file=str(file)).run()) == {"file"}
    report = check_journal(site.database)
    assert (report.state, report.facts["copies_failing"]) == (Health.DEGRADED, 1)
    file.rmdir()
    write_sealed(site, 1)
    assert copies(site, seal_file=str(file)).run() == {}
    assert [seal.number for seal in read_seals(file)] == [1, 2]
    assert check_journal(site.database).state is Health.OK


def test_history_that_was_rewritten_is_not_appended_to_the_copy(site: Site, file: Path) -> None:
    write_sealed(site, 2)
    copies(site, seal_file=str(file)).run()
    tamper(site, "DELETE FROM audit_seal WHERE number = 2")
    write_sealed(site, 2)
    before = file.read_bytes()
    assert "ceres journal verify" in copies(site, seal_file=str(file)).run()["file"]
    assert file.read_bytes() == before


def test_a_syslog_server_receives_what_proves_each_seal(site: Site, syslog_server: socket.socket, tmp_path: Path) -> None:
    write_sealed(site, 2)
    to_syslog = copies(site, syslog=f"udp://127.0.0.1:{syslog_server.getsockname()[1]}")
    assert to_syslog.run() == {}
    kept = tmp_path / "syslog"
    kept.write_bytes(b"".join(b"Nov 24 09:14:15 host " + syslog_server.recv(65536) + b"\n" for _ in range(2)))
    assert len(re.findall(rb"<14>1 \S+Z \S+ ceres-journal \d+ seal - \{", kept.read_bytes())) == 2
    assert verdict_of(site, kept).intact
    tamper(site, "UPDATE audit_seal SET created_at = newest_at WHERE number = 2")
    assert [each.seal for each in verdict_of(site, kept).breaks] == [2]
    assert to_syslog.run() == {}
    syslog_server.setblocking(False)
    with pytest.raises(BlockingIOError):
        syslog_server.recv(65536)  # nothing twice


def test_a_syslog_server_over_tcp_is_told_the_length_of_each_seal(site: Site) -> None:
    write_sealed(site, 3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert copies(site, syslog=f"tcp://127.0.0.1:{listener.getsockname()[1]}").run() == {}
        with listener.accept()[0] as connection, connection.makefile("rb") as received:
            sent = frames(received.read())
    assert [json.loads(each[each.index(b"{") :])["number"] for each in sent] == [1, 2, 3]


def test_a_syslog_socket_of_the_machine(site: Site, tmp_path: Path) -> None:
    write_sealed(site, 1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind(str(tmp_path / "log"))
        assert copies(site, syslog=f"unix://{tmp_path}/log").run() == {}
        assert b'"number":1' in bound.recv(65536)


def test_a_syslog_server_that_is_away_is_tried_again(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    write_sealed(site, 2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    assert set(copies(site, syslog=address).run()) == {"syslog"}
    assert check_journal(site.database).state is Health.DEGRADED
    port = int(address.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)) as listener:
        assert copies(site, syslog=address).run() == {}
        with listener.accept()[0] as connection, connection.makefile("rb") as received:
            assert len(frames(received.read())) == 2
    assert capsys.readouterr().err == ""
    assert logging.raiseExceptions
