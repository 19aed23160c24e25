"""How fast an archive leaves, beside a raw copy of the same files in the same run, and what memory it takes.

A real server in a process of its own, one client; the session is checked and each document traced durably, as always. Run it on a
machine that does nothing else; only the ratios travel from one machine to another.

    python benchmarks/export.py [--url postgresql://…] [--documents 500] [--size 204800] [--rounds 5]

An empty database is wanted; without ``--url`` it is an SQLite file, made and removed.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from factories.downloading import BLOCK, Client, Download, fill, memory, served

MIB = 2**20


@click.command()
@click.option("--url", default="", help="an empty database; SQLite without it")
@click.option("--documents", default=500, show_default=True)
@click.option("--size", default=200 * 1024, show_default=True, help="of one document, in bytes")
@click.option("--rounds", default=5, show_default=True)
def main(url: str, documents: int, size: int, rounds: int) -> None:
    """Measure the archive of all reports of one prescriber."""
    with TemporaryDirectory() as name:
        filled = fill(Path(name), documents, size, url)
        files = [Path(name) / "var" / "documents" / each[:2] / each[2:4] / each for each in filled.digests]
        with served(filled.config) as (address, process), Client(address) as client:
            client.download(filled.ids[:1])
            idle = memory(process)
            found = [(client.download(filled.ids), copied(files)) for _ in range(rounds)]
            peak = memory(process, "VmHWM")
    report(found, idle, peak)


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
