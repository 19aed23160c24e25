"""The server itself: it listens, carries, refuses what is too big, and stops without cutting anybody off."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ceres.cli.server import Server, address_of, listen
from factories.mllp import until


@contextmanager
def serving(application, **options) -> Iterator[tuple[Server, str, int, threading.Thread]]:
    listener = listen("127.0.0.1", 0)
    server = Server(application, listener, **{"max_body": 2048, **options})
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server, *listener.getsockname()[:2], thread
    finally:
        server.stop()
        thread.join(15)


@pytest.fixture(autouse=True)
def main_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals can only be set in the main thread, and the tests' own objects must stay collectable."""
    monkeypatch.setattr("ceres.cli.server.signal.signal", lambda *_: None)
    monkeypatch.setattr("ceres.cli.server.quiet_collector", lambda: None)


def answer(body: bytes, before: Callable[[], None] = lambda: None):
    def application(environ, start_response):
        before()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return application


def test_it_answers_and_says_nothing_of_itself():
    with serving(answer(b"bonjour")) as (_, host, port, _):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        connection.request("GET", "/")
        response = connection.getresponse()
        assert response.read() == b"bonjour"
        assert response.getheader("Server") is None
        connection.close()


def test_requests_that_wait_their_turn_fill_no_log(caplog: pytest.LogCaptureFixture) -> None:
    let_go = threading.Event()
    with serving(answer(b"bonjour", lambda: let_go.wait(10))) as (server, host, port, _):
        connections = [http.client.HTTPConnection(host, port, timeout=10) for _ in range(8)]
        for connection in connections:
            connection.request("GET", "/")
        waiting = server._waitress.task_dispatcher.queue
        assert until(lambda: len(waiting) == 4)
        let_go.set()
        assert [connection.getresponse().read() for connection in connections] == [b"bonjour"] * 8
        for connection in connections:
            connection.close()
    assert not caplog.records


def test_a_body_that_is_too_big_is_refused():
    with serving(answer(b"")) as (_, host, port, _):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        connection.request("POST", "/", body=b"x" * 2049)
        assert connection.getresponse().status == 413
        connection.close()


def test_what_is_under_way_is_finished_and_nobody_new_is_let_in():
    begun = threading.Event()

    def slowly() -> None:
        begun.set()
        time.sleep(0.5)

    body = b"x" * 3_000_000
    with serving(answer(body, slowly)) as (server, host, port, thread):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        connection.request("GET", "/")
        assert begun.wait(5)
        server.stop()
        assert connection.getresponse().read() == body
        connection.close()
        thread.join(5)
        assert not thread.is_alive()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=1)


def test_an_address_that_is_taken_cannot_be_listened_to():
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="already in use"):
        listen(*first.getsockname()[:2])


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("localhost", "http://127.0.0.1:"), ("::1", "http://[::1]:")]
)
def test_addresses_are_shown_as_browsers_take_them(host: str, shown: str):
    with listen(host, 0) as listener:
        assert address_of(listener).startswith(shown)
