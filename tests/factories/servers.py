"""Real servers: the command line in processes of its own, and a browser that speaks HTTP to it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from factories.commands import Running, begin, fork, written

SERVER_READY = re.compile(r"listening on (http://\S+)")


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    text: str


class Browser:
    """Asks one server and keeps its cookies."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def another(self) -> Browser:
        """Return a browser of somebody else."""
        return Browser(self._address)

    def get(self, path: str) -> Answer:
        """Open a page, redirects followed."""
        return self._ask(path, None)

    def submit(self, path: str, fields: Mapping[str, str], shown_at: str = "") -> Answer:
        """Send the form that is shown at ``shown_at``, or at the same address, with its token."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(shown_at or path).text)
        assert token, f"{shown_at or path} shows no form"
        return self._ask(path, urlencode({**fields, "csrf_token": token[1]}).encode())

    def _ask(self, path: str, body: bytes | None) -> Answer:
        try:
            with self._opener.open(self._address + path, body, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())


class Processes:
    """``ceres`` on one site’s file, each command a process of its own: forked from one that has the modules, or begun by ``command``."""

    def __init__(self, config: Path, *, command: Sequence[str] = ()) -> None:
        self._command = command
        self._config = config
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("CERES_")}

    def run(self, *words: str, given: str = "", fails: bool = False) -> str:
        """Run a command to its end; return what it wrote on stdout, or when it ``fails`` on stderr, if it wrote there."""
        with self._started(words, given) as process:
            code = process.wait(60)
            assert code is not None, f"« ceres {words[0]} » does not end"
            stdout, stderr = written(process.streams.stdout), written(process.streams.stderr)
        assert (code != 0) is fails, stdout + stderr
        return (fails and stderr) or stdout

    @contextmanager
    def serving(self, *options: str) -> Iterator[str]:
        """Serve on a free port; yield the address."""
        with self._started(("serve", "--host", "127.0.0.1", "--port", "0", *options)) as server:
            yield _address(server)
            server.terminate()
            assert server.wait(20) is not None, "the server does not stop"

    @contextmanager
    def _started(self, words: Sequence[str], given: str = "") -> Iterator[Running]:
        arguments = ["--config", str(self._config), *words]
        with TemporaryDirectory() as folder:
            process = self._start(arguments, Path(folder), given)
            try:
                yield process
            finally:
                process.kill()

    def _start(self, arguments: Sequence[str], scratch: Path, given: str) -> Running:
        if self._command:
            return begin([*self._command, *arguments], self._environment, scratch, given)
        return fork(arguments, self._environment, Path.cwd(), scratch, given)


def _address(server: Running) -> str:
    deadline = time.monotonic() + 60
    while not (ready := SERVER_READY.search(written(server.streams.stderr))):
        assert server.wait(0.02) is None, f"the server did not start:\n{written(server.streams.stderr)}"
        assert time.monotonic() < deadline, "the server is not ready"
    return ready[1]
