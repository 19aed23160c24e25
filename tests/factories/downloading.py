"""Archives taken from a real server, down to its socket, and the memory that the server takes for them."""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from ceres.app import open_site
from ceres.config.load import load_settings
from ceres.db.migrate import upgrade
from factories.commands import PROGRAM
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report
from factories.servers import Processes

LOGIN = "h.marchand"
BLOCK = 1024 * 1024  # bytes


class Download(NamedTuple):
    """One archive received."""

    first: float  # seconds until the first byte of the body
    total: float  # seconds
    size: int  # bytes


class Filled(NamedTuple):
    """A site with the reports of one prescriber."""

    config: Path
    ids: Sequence[str]
    digests: Sequence[str]  # of their documents


def fill(folder: Path, documents: int, size: int, url: str = "") -> Filled:
    """Write a site in ``folder`` (an SQLite file without ``url``): reports whose documents are as good as random."""
    config = folder / "ceres.toml"
    config.write_text(f'[database]\nurl = "{url}"\n' if url else "", encoding="utf-8")
    site = open_site(load_settings(config, {}))
    upgrade(site)
    contents = [(b"%%PDF-1.7 %d\n" % number).ljust(32) + os.urandom(size - 32) for number in range(documents)]
    with site.database.write() as db:
        account, prescriber = add_account(db, LOGIN, password_hash=cheap_hash()), add_prescriber(db)
        add_mandate(db, account, prescriber)
        patient = add_patient(db)
        reports = [add_report(db, prescriber, patient=patient, documents=(each,), reference=str(n)) for n, each in enumerate(contents)]
        ids = [report.public_id for report in reports]
    digests = [site.documents.put(content).sha256 for content in contents]
    site.database.dispose()
    return Filled(config, ids, digests)


@contextmanager
def served(config: Path) -> Iterator[tuple[str, int]]:
    """Serve a site; yield its address and the process."""
    before = _children()
    with Processes(config, command=PROGRAM).serving() as address:  # begun as a program: its memory is its own
        (process,) = _children() - before
        yield address, process


def memory(process: int, line: str = "VmRSS") -> float:
    """Return the memory of a process in MiB, now or (VmHWM) at its highest."""
    found = re.search(rf"^{line}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


class Client:
    """A browser that signs in and asks for archives."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self.page("/login")
        self._post("/login", [("login", LOGIN), ("password", PASSWORD)]).read()
        self.page("/results")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def page(self, path: str) -> str:
        """Open a page."""
        self.connection.request("GET", path, headers=self._headers())
        text = self._answer().read().decode()
        self._token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', text)[0]
        return text

    def ask(self, ids: Sequence[str]) -> http.client.HTTPResponse:
        """Ask for an archive; its body is not read yet."""
        answer = self._post("/x/export/zip", [("report", each) for each in ids])
        assert answer.status == 200, answer.status
        return answer

    def download(self, ids: Sequence[str]) -> Download:
        """Ask for an archive and read it to its end, whose place the server has told beforehand."""
        begin = time.perf_counter()
        answer = self.ask(ids)
        size = len(answer.read(1))
        first = time.perf_counter() - begin
        while block := answer.read(BLOCK):
            size += len(block)
        assert size == int(answer.headers["Content-Length"])
        return Download(first, time.perf_counter() - begin, size)

    def _post(self, path: str, fields: list[tuple[str, str]]) -> http.client.HTTPResponse:
        body = urlencode([("csrf_token", self._token), *fields])
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, body, headers=self._headers() | form)
        return self._answer()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _answer(self) -> http.client.HTTPResponse:
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


def _children() -> set[int]:
    """Return the processes that this one has started."""
    return {int(each) for each in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()}
