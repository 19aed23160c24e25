"""Archives from the real server: their length, what memory they take, and who waits meanwhile."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest

from conftest import fast_folder
from factories.downloading import Client, Filled, fill, memory, served

DOCUMENTS, SIZE = 500, 200 * 1024
PATIENCE = 30  # seconds: what hangs hangs for good, and the machine may be busy
MOST_MEMORY = 20  # MiB more than the idle server's


@pytest.fixture(scope="module")
def filled() -> Iterator[Filled]:
    """A site with as many reports as one archive holds."""
    with TemporaryDirectory(dir=fast_folder(2 * DOCUMENTS * SIZE)) as folder:
        yield fill(Path(folder), DOCUMENTS, SIZE)


@pytest.mark.slow
def test_500_documents_take_no_memory_and_arrive_whole(filled: Filled) -> None:
    with served(filled.config) as (address, process), Client(address) as client:
        client.download(filled.ids[:1])
        idle = memory(process)
        for _ in range(3):
            assert client.download(filled.ids).size > DOCUMENTS * SIZE
        assert memory(process, "VmHWM") - idle < MOST_MEMORY
        with ZipFile(io.BytesIO(client.ask(filled.ids).read())) as archive:
            assert archive.testzip() is None
            assert [sha256(archive.read(name)).hexdigest() for name in archive.namelist()] == list(filled.digests)


@pytest.mark.slow
def test_slow_readers_of_archives_keep_nobody_waiting(filled: Filled) -> None:
    with served(filled.config) as (address, _process), ExitStack() as open_ones:
        slow = [open_ones.enter_context(Client(address)) for _ in range(6)]  # more than the server has threads
        answers = [client.ask(filled.ids[:100]) for client in slow]
        begin = time.monotonic()
        with Client(address) as other:
            assert "Vos 25" in other.page("/results")
        assert time.monotonic() - begin < PATIENCE
        for answer in answers:
            assert len(answer.read()) == int(answer.headers["Content-Length"])
