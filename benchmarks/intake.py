"""How many reports a second the listener takes in, durable before it says AA, beside the least anybody could do.

The limit is a loop in the same language, on the same disk, in the same run: read the frame, decode the PDF, write it to a new file, sync
it, answer. Several rounds alternate between the two, for machines are noisy: only the ratio travels.

    python benchmarks/intake.py [--url postgresql://…] [--connections 1 --connections 8] [--seconds 5] [--rounds 3]

An empty database is wanted; without ``--url`` it is an SQLite file, made and removed.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import click

PDF = 120 * 1024  # bytes
READY = re.compile(r"listening on ([\d.]+):(\d+)")
NUMBERS = count(1)
MESSAGE = (
    "MSH|^~\\&|BANC|CHT|CERES|CHT|20260303091500||ORU^R01^ORU_R01|{number}|P|2.5||||||UNICODE UTF-8\r"
    "PID|||{patient}^^^CHT^PI||NOM{patient}^Prénom^^^^^L||19580714|F\r"
    "PV1||I\rORC|RE|R{number}|{number}\r"
    "OBR|1|R{number}|{number}|BIO^Bilan||||||||||||DR{prescriber}^MARCHAND^Hélène||||||20260303091400||BIO|F\r"
    "OBX|1|ED|PDF^Compte rendu||^application^pdf^Base64^{document}||||||F\r"
)

Address = tuple[str, int]


@click.command()
@click.option("--url", default="", help="an empty database; SQLite without it")
@click.option("--connections", "widths", multiple=True, type=int, default=(1, 8), show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="length of each measure")
@click.option("--rounds", default=3, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="where to write; a temporary folder without it")
def main(url: str, widths: tuple[int, ...], seconds: float, rounds: int, folder: Path | None) -> None:
    """Measure the listener and the raw loop in turn."""
    print(f"{'connections':>11}  {'raw/s':>8}  {'ceres/s':>8}  {'ratio':>6}  {'median ms':>9}  {'p99 ms':>7}", flush=True)
    with TemporaryDirectory(dir=folder) as place, raw_loop(Path(place)) as raw, listener(Path(place), url) as ceres:
        for address in (raw, ceres):
            measure(address, 1, 1.0)
        for width in widths:
            pairs = [(measure(raw, width, seconds), measure(ceres, width, seconds)) for _ in range(rounds)]
            report(width, seconds, pairs)


def report(width: int, seconds: float, pairs: list[tuple[list[float], list[float]]]) -> None:
    """Print one line: the medians of the rounds."""
    raw, ceres = (statistics.median(len(pair[side]) / seconds for pair in pairs) for side in (0, 1))
    ratio = statistics.median(len(ours) / len(limit) for limit, ours in pairs)
    times = sorted(each * 1000 for _, ours in pairs for each in ours)
    p99 = times[int(len(times) * 0.99)]
    print(f"{width:>11}  {raw:>8.0f}  {ceres:>8.0f}  {ratio:>6.2f}  {statistics.median(times):>9.2f}  {p99:>7.2f}", flush=True)


def measure(address: Address, width: int, seconds: float) -> list[float]:
    """Return how long each message took, from ``width`` senders at once, each waiting for its answers."""
    durations: list[list[float]] = [[] for _ in range(width)]
    deadline = time.monotonic() + seconds
    senders = [threading.Thread(target=send, args=(address, deadline, each)) for each in durations]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return [each for several in durations for each in several]


def send(address: Address, deadline: float, durations: list[float]) -> None:
    """Send new messages one after the other until the deadline."""
    noise = os.urandom(PDF)
    with socket.create_connection(address) as connection:
        while time.monotonic() < deadline:
            frame = frame_of(next(NUMBERS), noise)
            before = time.perf_counter()
            connection.sendall(frame)
            answer = receive(connection)
            durations.append(time.perf_counter() - before)
            assert b"MSA|AA" in answer, answer


def frame_of(number: int, noise: bytes) -> bytes:
    """Return a message nobody has sent before, with a document of its own."""
    document = b"%PDF-1.4\n" + str(number).encode() + noise + b"\n%%EOF\n"
    text = MESSAGE.format(
        number=number, patient=number % 5000, prescriber=number % 200, document=base64.b64encode(document).decode("ascii")
    )
    return b"\x0b" + text.encode() + b"\x1c\r"


def receive(connection: socket.socket) -> bytes:
    """Return one frame."""
    data = b""
    while not data.endswith(b"\x1c\r"):
        piece = connection.recv(65536)
        assert piece, "the listener closed the connection"
        data += piece
    return data


@contextmanager
def listener(folder: Path, url: str) -> Iterator[Address]:
    """Run ``ceres mllp`` on a site of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CERES_")}
    environment["CERES_DATABASE__URL"] = url or f"sqlite:///{folder}/ceres.sqlite"
    environment["CERES_STORAGE__PATH"] = str(folder / "documents")
    ceres = str(Path(sys.executable).parent / "ceres")
    if url:
        subprocess.run([ceres, "db", "upgrade"], env=environment, cwd=folder, check=True)
    with running([ceres, "mllp", "--port", "0"], folder, environment) as address:
        yield address


@contextmanager
def raw_loop(folder: Path) -> Iterator[Address]:
    """Run the loop to compare with, in a process of its own too."""
    (folder / "raw").mkdir()
    with running([sys.executable, __file__, "--raw"], folder / "raw", dict(os.environ)) as address:
        yield address


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Address]:
    """Run a server; yield where it listens."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        found = next((ready for line in process.stderr if (ready := READY.search(line))), None)
        assert found, "the server did not start"
        yield found[1], int(found[2])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


async def raw_server() -> None:
    """Decode, write, sync, answer: what « stored » costs at least."""
    numbers = count(1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                frame = await reader.readuntil(b"\x1c\r")
                await asyncio.get_running_loop().run_in_executor(None, store, frame, next(numbers))
                writer.write(b"\x0bMSA|AA\r\x1c\r")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=32 * 1024 * 1024)
    print("listening on {}:{}".format(*server.sockets[0].getsockname()), file=sys.stderr, flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()


def store(frame: bytes, number: int) -> None:
    """Decode the document and make it durable."""
    document = base64.b64decode(frame.split(b"^Base64^", 1)[1].split(b"|", 1)[0])
    file = os.open(str(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(file, document)
    os.fsync(file)
    os.close(file)


if __name__ == "__main__":
    if sys.argv[1:] == ["--raw"]:
        asyncio.run(raw_server())
    else:
        main()
