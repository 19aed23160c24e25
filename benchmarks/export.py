"""How fast an archive leaves, beside a raw copy of the same files in the same run, and what memory it takes.

A real server in a process of its own, one client; the session is checked and each document traced durably, as always. Run it on a
machine that does nothing else; only the ratios travel from one machine to another.

    python benchmarks/export.py [--url postgresql://…] [--documents 500] [--size 204800] [--rounds 5]

An empty database is wanted; without ``--url`` it is an SQLite file, made and removed.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import sys
import time
from contextlib import contextmanager
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import click

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ceres.app import open_site  # noqa: E402
from ceres.config.load import load_settings  # noqa: E402
from ceres.db.migrate import upgrade  # noqa: E402
from factories.passwords import PASSWORD, cheap_hash  # noqa: E402
from factories.people import add_account, add_mandate, add_prescriber  # noqa: E402
from factories.reports import add_patient, add_report  # noqa: E402
from factories.servers import Processes  # noqa: E402

BLOCK = 1024 * 1024  # bytes
MIB = 2**20


class Download(NamedTuple):
    """One archive received."""

    first: float  # seconds until the first byte of the body
    total: float  # seconds
    size: int  # bytes


@click.command()
@click.option("--url", default="", help="an empty database; SQLite without it")
@click.option("--documents", default=500, show_default=True)
@click.option("--size", default=200 * 1024, show_default=True, help="of one document, in bytes")
@click.option("--rounds", default=5, show_default=True)
def main(url: str, documents: int, size: int, rounds: int) -> None:
    """Measure the archive of all reports of one prescriber."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        ids, files = fill(folder, url, documents, size)
        with served(folder) as (address, process):
            client = Client(address)
            client.download(ids[:1])
            idle = memory(process)
            found = [(client.download(ids), copied(files)) for _ in range(rounds)]
            peak = memory(process, "VmHWM")
    report(found, idle, peak)


def fill(folder: Path, url: str, documents: int, size: int) -> tuple[list[str], list[Path]]:
    """Write the site; return the ids of the reports and the files of their documents."""
    config = folder / "ceres.toml"
    config.write_text(f'[database]\nurl = "{url}"\n' if url else "", encoding="utf-8")
    site = open_site(load_settings(config, {}))
    upgrade(site)
    with site.database.write() as db:
        account = add_account(db, "banc", password_hash=cheap_hash())
        prescriber = add_prescriber(db)
        add_mandate(db, account, prescriber)
        contents = [(b"%%PDF-1.7 %d\n" % number) + os.urandom(size - 20) for number in range(documents)]
        patient = add_patient(db)
        reports = [add_report(db, prescriber, patient=patient, documents=(content,), reference=str(n)) for n, content in enumerate(contents)]
        ids = [each.public_id for each in reports]
    for content in contents:
        site.documents.put(content)
    files = [Path(str(site.documents.path(sha256(content).hexdigest()))) for content in contents]
    site.database.dispose()
    return ids, files


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve the site; yield its address and the process."""
    before = set(processes())
    with Processes(folder / "ceres.toml").serving() as address:
        (process,) = [each for each in processes() if each not in before]
        yield address, process


def processes() -> list[int]:
    """Return the children of this process."""
    return [int(each) for each in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def memory(process: int, line: str = "VmRSS") -> float:
    """Return the memory of a process in MiB, now or (VmHWM) at its highest."""
    found = re.search(rf"^{line}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


class Client:
    """A browser, down to its socket."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._page("/login")
        self._post("/login", [("login", "banc"), ("password", PASSWORD)]).read()
        self._page("/results")

    def download(self, ids: list[str]) -> Download:
        """Ask for an archive and read it to its end."""
        begin = time.perf_counter()
        answer = self._post("/x/export/zip", [("report", each) for each in ids])
        assert answer.status == 200, answer.status
        size = len(answer.read(1))
        first = time.perf_counter() - begin
        while block := answer.read(BLOCK):
            size += len(block)
        assert size == int(answer.headers["Content-Length"])
        return Download(first, time.perf_counter() - begin, size)

    def _page(self, path: str) -> None:
        self._connection.request("GET", path, headers=self._headers())
        text = self._answer().read().decode()
        self._token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', text)[0]

    def _post(self, path: str, fields: list[tuple[str, str]]) -> http.client.HTTPResponse:
        body = urlencode([("csrf_token", self._token), *fields])
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, body, headers=self._headers() | form)
        return self._answer()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _answer(self) -> http.client.HTTPResponse:
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


def copied(files: list[Path]) -> float:
    """Copy the files one by one; return the seconds."""
    with TemporaryDirectory() as target:
        begin = time.perf_counter()
        for number, file in enumerate(files):
            with file.open("rb") as source, (Path(target) / str(number)).open("wb") as copy:
                while block := source.read(BLOCK):
                    copy.write(block)
        return time.perf_counter() - begin


def report(found: list[tuple[Download, float]], idle: float, peak: float) -> None:
    """Print the medians."""
    downloads = [download for download, _ in found]
    size = downloads[0].size / MIB
    first = statistics.median(each.first for each in downloads) * 1000
    sent = statistics.median(each.total - each.first for each in downloads)
    total = statistics.median(each.total for each in downloads)
    raw = statistics.median(seconds for _, seconds in found)
    print(f"archive of {size:.0f} MiB")
    print(f"first byte     {first:8.1f} ms")
    print(f"archive        {size / total:8.0f} MiB/s, {size / sent:.0f} MiB/s after the first byte")
    print(f"raw copy       {size / raw:8.0f} MiB/s")
    print(f"memory         {idle:8.1f} MiB idle, {peak:.1f} MiB at most (+{peak - idle:.1f})")


if __name__ == "__main__":
    main()
