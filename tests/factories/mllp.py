"""A listener as a process, and senders that speak to it through real sockets."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from ceres.config.settings import Settings
from factories.commands import fork, written
from factories.hl7 import MSH, OBR, ORC, PID, make_hl7, pdf_obx, with_fields

READY = re.compile(r"listening on (\S+):(\d+)\n")


def environment_of(settings: Settings, **intake: object) -> dict[str, str]:
    """Return the environment of a process that works on the site of ``settings``; ``intake`` are keys of the plugin."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CERES_")}
    own |= {"CERES_DATABASE__URL": settings.database.url, "CERES_STORAGE__PATH": str(settings.storage.path)}
    return own | {f"CERES_PLUGINS__INTAKE__{name}".upper(): str(value) for name, value in intake.items()}


def frame(message: bytes) -> bytes:
    """Return ``message`` between its marks."""
    return b"\x0b" + message + b"\x1c\r"


def numbered(number: int, text: str = "") -> bytes:
    """Return a message like no other: its own control id, order, patient and document."""
    return make_hl7(
        pdf_obx(text or f"Compte rendu {number}"),
        msh=with_fields(MSH, f9=f"M{number}"),
        pid=with_fields(PID, f3=f"{number}^^^CHT^PI", f5=f"NOM{number}^Prénom"),
        orc=with_fields(ORC, f2=f"R{number}", f3=str(number)),
        obr=with_fields(OBR, f2=f"R{number}", f3=str(number)),
    )


class Sender:
    """One connection."""

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None = None, timeout: float = 20) -> None:
        plain = socket.create_connection(address, timeout=timeout)
        self.socket = tls.wrap_socket(plain, server_hostname="localhost") if tls else plain
        self._left = b""

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, message: bytes) -> str:
        """Send one message and return the code of its acknowledgement."""
        self.socket.sendall(frame(message))
        return self.code()

    def code(self) -> str:
        """Wait for an acknowledgement; return its code."""
        return self.answer()[0]

    def answer(self) -> tuple[str, str, str]:
        """Wait for an acknowledgement; return its code, the number it is about, and the condition."""
        lines = self.receive().decode("latin-1").split("\r")
        found = {line[:3]: line.split("|") for line in lines}
        msa = [*found["MSA"], "", ""]
        return msa[1], msa[2], found["ERR"][3].partition("^")[0] if "ERR" in found else ""

    def receive(self) -> bytes:
        """Wait for one frame; return its content. Raises ConnectionError when the listener hangs up."""
        while b"\x1c\r" not in self._left:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError("the listener hung up")
            self._left += piece
        content, _, self._left = self._left.partition(b"\x1c\r")
        return content.lstrip(b"\x0b")

    def silent(self, seconds: float = 0.5) -> bool:
        """Return whether nothing comes."""
        return not self._left and not select.select([self.socket], [], [], seconds)[0]

    def hung_up(self, seconds: float = 10) -> bool:
        """Return whether the listener closes the connection."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(65536) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


@dataclass
class Listening:
    """A listener that runs."""

    process: BaseProcess
    address: tuple[str, int]

    def sender(self, **options: object) -> Sender:
        """Connect."""
        return Sender(self.address, **options)  # type: ignore[arg-type]

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.process.pid or 0, number)

    def ended(self) -> int | None:
        """Wait for its end; return its exit code."""
        self.process.join(40)
        return self.process.exitcode

    def stop(self) -> int | None:
        """Stop it as a system does; return its exit code."""
        self.signal(signal.SIGTERM)
        return self.ended()

    def memory(self) -> int:
        """Return the most memory it ever had, in megabytes."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found
        return int(found[1]) // 1024


@contextmanager
def listening(environment: Mapping[str, str], folder: Path, *options: str, port: int = 0) -> Iterator[Listening]:
    """Run ``ceres mllp`` in a process of its own; it is killed at the end."""
    started = fork(["mllp", "--port", str(port), *options], environment, folder, folder)
    try:
        assert until(lambda: READY.search(written(started.streams.stderr)) or not started.process.is_alive(), 30)
        ready = READY.search(written(started.streams.stderr))
        assert ready, f"the listener did not start:\n{written(started.streams.stderr)}"
        yield Listening(started.process, (ready[1].strip("[]"), int(ready[2])))
    finally:
        started.kill()


def until(condition: object, seconds: float = 10) -> bool:
    """Wait for ``condition()`` to hold."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
