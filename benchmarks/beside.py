"""The portal beside a bare application of the same kind (stick.py): same server, same database, same run.

Each page is asked for by eight clients, a while on one and a while on the other in turn, so that what else the machine does weighs on both;
the ratio of each round is what counts, and its median is printed. Only the ratios travel from one machine to another.

    python benchmarks/beside.py [--url postgresql://…] [--rows 100000] [--rounds 5] [--seconds 2]

Without ``--url`` the database is an SQLite file; with it, a schema of that server, dropped by the next run.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

import click
from browsing import Visitor
from generator import Generator, people
from sqlalchemy import select, update

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ceres.app import Site, make_app, open_site
from ceres.config.settings import DatabaseSettings, Settings
from ceres.db.migrate import upgrade
from ceres.reports.models import Delivery, Report, ReportVersion
from ceres.testing.databases import make_postgresql_schema
from factories.downloading import memory
from factories.servers import SERVER_READY

CLIENTS = 8
WARM_UP = 40  # requests before those that count: templates are compiled, connections opened
DOCUMENT = 120 * 1024  # bytes


class Pair(NamedTuple):
    """The same page on the portal and on the stick."""

    portal: str
    stick: str


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    address: str
    started: float  # seconds from its command to its first page
    idle: float  # MiB, then


@click.command()
@click.option("--url", default="", help="a PostgreSQL server; SQLite without it")
@click.option("--rows", default=100_000, show_default=True)
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=2.0, show_default=True, help="that each page is asked for on each server, each round")
def main(url: str, rows: int, rounds: int, seconds: float) -> None:
    """Print what the portal does of what the stick does."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        site = filled(folder, url, rows)
        stack.callback(site.database.dispose)
        visitor = Visitor(make_app(site), "heavy")
        cookie = visitor.cookie
        both = [stack.enter_context(served(command, cookie)) for command in commands(site, folder)]
        tell("start, s", *(each.started for each in both))
        tell("idle, MiB", *(each.idle for each in both))
        for name, pair in pages(site, visitor).items():
            compare(name, both, pair, cookie, rounds, seconds)


def filled(folder: Path, url: str, rows: int) -> Site:
    """Return a site of ``rows`` deliveries, all with one document."""
    settings = Settings.embedded(folder / "var")
    if url:
        settings = replace(settings, database=DatabaseSettings(url=make_postgresql_schema(url, "ceres_bench_beside")))
    site = open_site(settings)
    upgrade(site)
    Generator(site).fill(rows)
    document = site.documents.put(os.urandom(DOCUMENT))
    stored = {"document_sha256": document.sha256, "document_size": document.size, "document_crc32": document.crc32}
    with site.database.write() as db:
        db.execute(update(ReportVersion).values(stored))
    return site


def commands(site: Site, folder: Path) -> Pair:
    """Return the commands that serve both."""
    settings = site.settings
    config = folder / "ceres.toml"
    config.write_text(f'[database]\nurl = "{settings.database.url}"\n[storage]\npath = "{settings.storage.path}"\n', encoding="utf-8")
    stick = Path(__file__).with_name("stick.py")
    return Pair(
        f"{Path(sys.executable).parent / 'ceres'} --config {config} serve --port 0",
        f"{sys.executable} {stick} {settings.database.url} {settings.storage.path}",
    )


@contextmanager
def served(command: str, cookie: str) -> Iterator[Served]:
    """Run a server until the end of the block."""
    begin = time.perf_counter()
    server = subprocess.Popen(command.split(), stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        address = next(ready[1] for line in server.stderr if (ready := SERVER_READY.search(line)))
        Client(address, cookie).seconds("/results")
        yield Served(address, time.perf_counter() - begin, memory(server.pid))
    finally:
        server.terminate()
        server.communicate(timeout=60)


def pages(site: Site, visitor: Visitor) -> dict[str, Pair]:
    """Return what is compared."""
    seen = select(Report.public_id, Delivery.issued_at, Delivery.report_id).join(Delivery).where(Delivery.prescriber_id == 1)
    with site.database.read() as db:
        row = db.execute(seen.order_by(Delivery.issued_at.desc(), Delivery.report_id.desc()).limit(25)).all()[-1]
        document = db.scalar(seen.where(Report.current_version == 1).limit(1))
    letters = people()[31].family_name[:3]
    moment = row.issued_at.replace(tzinfo=None).isoformat() if site.database.is_sqlite else row.issued_at.isoformat()
    return {
        "list": Pair("/results", "/results"),
        "next page": Pair(visitor.following("/results"), f"/following/{moment}/{row.report_id}".replace("+", "%2B")),
        "search by name": Pair(visitor.search("patient", family_name=letters), f"/search/{letters.lower()}"),
        "PDF": Pair(f"/reports/{document}/versions/current.pdf", f"/reports/{document}.pdf"),
    }


def compare(name: str, both: Sequence[Served], pair: Pair, cookie: str, rounds: int, seconds: float) -> None:
    """Print how many a second both serve, and how long the slowest hundredth takes."""
    durations: list[list[float]] = [[], []]
    rates: list[list[float]] = [[], []]
    with ExitStack() as stack:
        crowds = [stack.enter_context(Crowd(server.address, cookie)) for server in both]
        for crowd, path in zip(crowds, pair, strict=True):
            crowd.ask(path, count=WARM_UP)
        for _ in range(rounds):
            for place, (crowd, path) in enumerate(zip(crowds, pair, strict=True)):
                found = crowd.ask(path, seconds=seconds)
                durations[place] += found
                rates[place].append(len(found) / seconds)
    shares = [portal / stick for portal, stick in zip(*rates, strict=True)]
    tell(f"{name}, a second", *(statistics.median(each) for each in rates), statistics.median(shares))
    tell(f"{name}, p99 ms", *(statistics.quantiles(each, n=100)[98] * 1000 for each in durations))


class Client:
    """One connection that stays open."""

    def __init__(self, address: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Cookie": cookie}

    def seconds(self, path: str) -> float:
        """Return how long a page takes."""
        begin = time.perf_counter()
        self.connection.request("GET", path, headers=self._headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        return time.perf_counter() - begin


class Crowd:
    """Eight clients of one server."""

    def __init__(self, address: str, cookie: str) -> None:
        self._clients = [Client(address, cookie) for _ in range(CLIENTS)]
        self._threads = ThreadPoolExecutor(CLIENTS)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        for client in self._clients:
            client.connection.close()

    def ask(self, path: str, *, seconds: float = 60.0, count: int = 1_000_000) -> list[float]:
        """Ask for a page for ``seconds``, or until each client has asked ``count`` times; return how long each answer took."""
        end = time.perf_counter() + seconds

        def repeated(client: Client) -> list[float]:
            found: list[float] = []
            while len(found) < count and time.perf_counter() < end:
                found.append(client.seconds(path))
            return found

        return [each for found in self._threads.map(repeated, self._clients) for each in found]


def tell(what: str, portal: float, stick: float, ratio: float | None = None) -> None:
    """Print one line."""
    print(f"{what:<26} portal {portal:>8.2f}   stick {stick:>8.2f}   ratio {portal / stick if ratio is None else ratio:>5.2f}", flush=True)


if __name__ == "__main__":
    main()
