"""The plugin ``syslog``: each event of the journal reaches a syslog server, whole, once, and nothing can be forged in it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from webtest import TestApp

import ceres_syslog.forwarding
from ceres.app import Site, make_app
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.audit.record import AuditRecord
from ceres.config.settings import ConfigError
from ceres.plugins.contributions import Health
from ceres.testing.command_line import CommandLine
from ceres_syslog.forwarding import Forwarder, Forwarders
from ceres_syslog.health import check_syslog
from ceres_syslog.messages import message_of
from factories.browsers import BROWSER, log_in
from factories.journal import events
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account
from factories.sinks import listening
from factories.switches import add_switch
from factories.syslog import Heard, frames, heard

USUAL = {"facility": "authpriv", "enterprise": 32473}
EVENT = AuditRecord(
    datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
    "report.read",
    Outcome.SUCCESS,
    7,
    "h.marchand",
    3,
    "report",
    "q3v9",
    {"documents": 2},
    "192.0.2.7",
    "a-session",
    "a-request",
    "0" * 64,
)


@pytest.fixture(autouse=True)
def forwarders(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forwarders]:
    """Those of a process that has just started."""
    fresh = Forwarders()
    for module in ("sink", "health"):
        monkeypatch.setattr(f"ceres_syslog.{module}.FORWARDERS", fresh)
    yield fresh
    for each in fresh.all():
        each.close()


@pytest.fixture
def switched_on(site: Site) -> Site:
    with site.database.write() as db:
        add_switch(db, "syslog")
    return site


def udp(server: socket.socket) -> str:
    return f"udp://127.0.0.1:{server.getsockname()[1]}"


def received(server: socket.socket, count: int) -> list[Heard]:
    """Return what has come, which must be so many."""
    found = [heard(server.recv(65536)) for _ in range(count)]
    server.setblocking(False)
    with pytest.raises(BlockingIOError):
        server.recv(65536)
    return found


def write(site: Site, *actions: str) -> None:
    with site.database.write() as db:
        AuditLog(db).append_all([AuditEntry(each) for each in actions], AuditContext(login="h.marchand"))


def test_who_signs_in_and_who_fails_is_told(switched_on: Site, syslog_server: socket.socket) -> None:
    with switched_on.database.write() as db:
        add_account(db, password_hash=cheap_hash())
    with listening(switched_on, syslog={"address": udp(syslog_server)}) as full:
        application = make_app(full)
        log_in(TestApp(application, extra_environ=BROWSER), password="loup-garou")
        log_in(TestApp(application, extra_environ=BROWSER))
    told = received(syslog_server, 2)
    assert [(each.priority, each.app, each.kind, each.text) for each in told] == [
        (84, "ceres", "account.login", "account.login failure"),
        (86, "ceres", "account.login", "account.login success"),
    ]
    assert [each.data["meta"]["sequenceId"] for each in told] == ["1", "2"]
    facts = [each.data["ceres@32473"] for each in told]
    assert [each["hash"] for each in facts] == [event.content_hash for event in events(switched_on, "account.login")]
    assert (facts[0]["login"], facts[0]["ip"], facts[0]["reason"]) == ("h.marchand", "127.0.0.1", "password")
    assert not any(secret in str(told) for secret in ("loup-garou", PASSWORD))


def test_a_command_tells_what_it_did_before_it_ends(
    switched_on: Site, ceres: CommandLine, syslog_server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERES_PLUGINS__SYSLOG__ADDRESS", udp(syslog_server))
    ceres(
        "accounts", "add", "ada", "--name", "Ada", "--email", "ada@exemple.nc", "--password-stdin", stdin="trois roussettes sous la pluie"
    )
    assert [each.kind for each in received(syslog_server, 1)] == ["account.add"]


def test_while_it_is_off_or_has_no_address_it_does_nothing(site: Site, syslog_server: socket.socket, forwarders: Forwarders) -> None:
    with listening(site, syslog={"address": udp(syslog_server)}) as full:
        with site.database.read() as db:
            full.plugins.enabled(db)
        write(full, "report.read")
        assert full.sinks._thread is None
    assert forwarders.all() == ()
    with site.database.write() as db:
        add_switch(db, "syslog")
    with listening(site) as full:
        write(full, "report.read")
    assert forwarders.all() == ()
    assert check_syslog(site.database).advice.startswith("Aucun serveur")


def test_over_tcp_each_message_says_its_length(switched_on: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with listening(switched_on, syslog={"address": f"tcp://127.0.0.1:{listener.getsockname()[1]}", "facility": "local3"}) as full:
            write(full, "report.list", "report.read")
        with listener.accept()[0] as connection:
            told = [heard(each) for each in frames(connection.recv(65536))]
    assert [(each.priority, each.kind) for each in told] == [(158, "report.list"), (158, "report.read")]


def test_the_socket_of_the_machine(switched_on: Site, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind(str(tmp_path / "log"))
        with listening(switched_on, syslog={"address": f"unix://{tmp_path}/log", "enterprise": 12345}) as full:
            write(full, "report.read")
        assert list(heard(bound.recv(65536)).data) == ["meta", "ceres@12345"]


def test_a_server_that_is_away_gets_what_waited(site: Site) -> None:
    now = [0.0]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    forwarder = Forwarder(f"tcp://127.0.0.1:{port}", lambda: now[0])
    with pytest.raises(ConnectionRefusedError):
        forwarder.forward(message_of(EVENT, USUAL, 1))
    with socket.create_server(("127.0.0.1", port)) as listener:
        forwarder.forward(message_of(EVENT, USUAL, 2))
        assert (forwarder.waiting, forwarder.tally.failing) == (2, True), "not tried again at once"
        now[0] += 11
        forwarder.forward(message_of(EVENT, USUAL, 3))
        with listener.accept()[0] as connection:
            told = [heard(each) for each in frames(connection.recv(65536))]
        assert [each.data["meta"]["sequenceId"] for each in told] == ["1", "2", "3"]
        assert (forwarder.waiting, forwarder.tally.sent, forwarder.tally.failing) == (0, 3, False)
        forwarder.forward(message_of(EVENT, USUAL, 4))  # it hung up meanwhile: it is called again
        with listener.accept()[0] as connection:
            assert len(frames(connection.recv(65536))) == 1
    forwarder.close()


def test_what_waits_is_bounded_and_what_is_lost_is_told(monkeypatch: pytest.MonkeyPatch, site: Site, forwarders: Forwarders) -> None:
    monkeypatch.setattr(ceres_syslog.forwarding, "KEPT", 2)
    forwarder = forwarders.to("unix:///nowhere/at/all")
    with pytest.raises(FileNotFoundError):
        forwarder.forward(message_of(EVENT, USUAL, 1))
    for number in range(2, 5):
        forwarder.forward(message_of(EVENT, USUAL, number))
    report = check_syslog(site.database)
    assert (report.state, report.facts) == (Health.DEGRADED, {"sent": 0, "waiting": 2, "lost": 2})
    assert "ne répond pas" in report.advice


def test_nothing_is_forged_in_a_message() -> None:
    nasty = 'x"] \\ [evil@1 a="b"]\n<14>1 - - - - - - forged\u2028\x00\x85é'
    told = heard(bytes(message_of(replace(EVENT, login=nasty, action=nasty, object_id=nasty, detail={"reason": nasty}), USUAL, 1)))
    shown = nasty.replace("\n", "#012").replace("\u2028", "#20050").replace("\x00", "#000").replace("\x85", "#205")
    facts = told.data["ceres@32473"]
    assert list(told.data) == ["meta", "ceres@32473"]
    assert {facts["login"], facts["object"], facts["reason"], facts["action"]} == {shown}
    assert told.text.startswith("\ufeffx")


def test_only_the_reason_is_told_of_the_detail() -> None:
    event = replace(EVENT, detail={"reason": "password", "rows": 3, "why": "DURAND Paul"})
    assert "DURAND" not in bytes(message_of(event, USUAL, 1)).decode()


@pytest.mark.parametrize("wrong", [{"address": "syslog.exemple.nc"}, {"facility": "moon"}, {"enterprise": 0}])
def test_a_setting_that_will_not_do_stops_the_start(site: Site, wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"plugins\.syslog\."):
        site.plugins.settings({"syslog": wrong})
