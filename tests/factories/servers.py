"""Real servers: the command line in processes of its own, and a browser that speaks HTTP to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

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
    """``ceres`` on one site’s file, each command a process of its own."""

    def __init__(self, config: Path, *, command: Sequence[str] = (str(Path(sys.executable).parent / "ceres"),)) -> None:
        self._command = [*command, "--config", str(config)]
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("CERES_")}

    def run(self, *words: str, given: str = "", fails: bool = False) -> str:
        """Run a command to its end; return what it wrote on stdout, or when it ``fails`` on stderr, if it wrote there."""
        done = subprocess.run(
            [*self._command, *words], input=given, capture_output=True, text=True, check=False, env=self._environment, timeout=60
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return (fails and done.stderr) or done.stdout

    @contextmanager
    def serving(self, *options: str) -> Iterator[str]:
        """Serve on a free port; yield the address."""
        command = [*self._command, "serve", "--host", "127.0.0.1", "--port", "0", *options]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self._environment)
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.communicate(timeout=20)


def _address(server: subprocess.Popen[str]) -> str:
    said = []
    assert server.stderr is not None
    for line in server.stderr:
        said.append(line)
        if ready := SERVER_READY.search(line):
            return ready[1]
    raise AssertionError("the server did not start:\n" + "".join(said))
