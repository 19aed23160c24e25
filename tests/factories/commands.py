"""« ceres » in processes of its own; what it writes goes to files, so that nobody has to empty a pipe."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import entry_points
from multiprocessing.process import BaseProcess
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple, Protocol

from ceres.app import INCLUDES
from ceres.cli.main import main
from ceres.plugins.host import GROUP

PROGRAM = (str(Path(sys.executable).parent / "ceres"),)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        *("ceres.cli.main", "ceres.cli.serve", "ceres_intake.cli.mllp", "psycopg"),
        *INCLUDES,
        *(each.module for each in entry_points(group=GROUP)),
    ]
)
"""What a command imports is imported once, not at each of its many starts; everything else is as in a shell."""


class Streams(NamedTuple):
    """The files that stand for what a process reads and writes."""

    stdin: Path
    stdout: Path
    stderr: Path


class Running(Protocol):
    """A process."""

    streams: Streams

    def wait(self, seconds: float) -> int | None:
        """Wait for the end; return the exit code, None while it goes on."""

    def terminate(self) -> None:
        """Ask it to stop."""

    def kill(self) -> None:
        """End it if it still runs, and forget it."""


@dataclass
class Forked:
    """A process that was forked from one that has the modules."""

    process: BaseProcess
    streams: Streams

    def wait(self, seconds: float) -> int | None:
        """Wait for the end; return the exit code, None while it goes on."""
        self.process.join(seconds)
        return self.process.exitcode

    def terminate(self) -> None:
        """Ask it to stop."""
        self.process.terminate()

    def kill(self) -> None:
        """End it if it still runs, and forget it."""
        self.process.kill()
        self.process.join()
        self.process.close()


@dataclass
class Begun:
    """A process that began as a program does."""

    process: subprocess.Popen[bytes]
    streams: Streams

    def wait(self, seconds: float) -> int | None:
        """Wait for the end; return the exit code, None while it goes on."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode

    def terminate(self) -> None:
        """Ask it to stop."""
        self.process.terminate()

    def kill(self) -> None:
        """End it if it still runs."""
        self.process.kill()
        self.process.wait()


def fork(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, scratch: Path, given: str = "") -> Forked:
    """Run ``ceres`` with ``arguments`` in ``folder``; what it reads and writes is kept in ``scratch``."""
    streams = _streams(scratch, given)
    process = FORKS.Process(target=_command, args=(list(arguments), dict(environment), str(folder), streams))
    process.start()
    return Forked(process, streams)


def begin(command: Sequence[str], environment: Mapping[str, str], scratch: Path, given: str = "") -> Begun:
    """Run a program; what it reads and writes is kept in ``scratch``."""
    streams = _streams(scratch, given)
    with streams.stdin.open("rb") as stdin, streams.stdout.open("wb") as stdout, streams.stderr.open("wb") as stderr:
        return Begun(subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=environment), streams)


def written(file: Path) -> str:
    """Return what a process has written until now."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _streams(scratch: Path, given: str) -> Streams:
    name = token_hex(4)
    streams = Streams(*(scratch / f"{kind}-{name}" for kind in Streams._fields))
    streams.stdin.write_text(given, encoding="utf-8")
    return streams


def _command(arguments: list[str], environment: dict[str, str], folder: str, streams: Streams) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(os.open(streams.stdin, os.O_RDONLY), 0)
    sys.argv[:] = ["ceres", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    for number, file in enumerate((streams.stdout, streams.stderr), start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), number)
    main(arguments)
