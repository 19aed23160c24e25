"""Files and folders that are still there after the power went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from secrets import token_hex

FOLDER_MODE = 0o700
FILE_MODE = 0o600
TEMPORARY = ".new-"
HELPERS = 16  # threads that wait for the disk
ABANDONED = 3600  # seconds after which a temporary file is nobody's: its writer was killed


def write_durably(files: Mapping[Path, bytes]) -> None:
    """Put each content at its path, whole or not at all, its bytes synced before it gets its name; see `sync_folders` for the names.

    Raises:
        OSError: what has no name yet leaves nothing behind.
    """
    drafts: dict[Path, Path] = {}
    try:
        with ExitStack() as opened:
            _sync([opened.enter_context(_draft(file, content, drafts)) for file, content in files.items()])
        for file in files:
            drafts[file].replace(file)
    except BaseException:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


def write_probe(folder: Path, size: int) -> None:
    """Write and remove ``size`` bytes in ``folder``, unsynced: enough to learn whether it takes any; raises OSError."""
    file = _temporary(folder)
    try:
        with _written(file, bytes(size)):
            pass
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def sync_folders(folders: Iterable[Path]) -> None:
    """Make the names in ``folders`` durable; raises OSError when it is not certain."""
    with ExitStack() as opened:
        _sync([opened.enter_context(_opened(folder)) for folder in folders])


def sync_file(file: Path) -> None:
    """Make the bytes of a file durable, whoever wrote them; raises OSError when it is not certain."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def remove_abandoned(folder: Path) -> None:
    """Remove what killed writers left in ``folder``."""
    for file in folder.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > ABANDONED:
                file.unlink()


class DurableFolders:
    """Makes the folders under ``root``, and remembers which ones this process has already made durable."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._durable: set[str] = set()

    def make(self, name: str) -> Path:
        """Make ``name`` (relative to the root, "" for the root itself), private; return its path.

        Raises:
            OSError: it cannot be made.
        """
        folder = self._root / name if name else self._root
        if name not in self._durable:
            if name:
                self.make(name.rpartition("/")[0])
            else:
                folder.parent.mkdir(parents=True, exist_ok=True)
            _make(folder)
        return folder

    def unsettled(self, name: str) -> Iterator[str]:
        """Yield the root, the folders below it, and ``name`` itself, as far as this process does not know them to be durable."""
        if name not in self._durable:
            if name:
                yield from self.unsettled(name.rpartition("/")[0])
            yield name

    def above(self, name: str) -> Path | None:
        """Return the folder whose sync makes ``name`` durable; None for what stands above the root and is not ours to open."""
        if name:
            return (self._root / name).parent
        return self._root.parent if os.access(self._root.parent, os.R_OK) else None

    def settle(self, names: Iterable[str]) -> None:
        """Remember that these are durable."""
        self._durable.update(names)

    def forget(self) -> None:
        """Look again at every folder: somebody changed them behind our back."""
        self._durable.clear()


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(HELPERS, "sync")


def _sync(descriptors: Sequence[int]) -> None:
    """Sync all of them at the same time: the system makes them wait for one and the same commit of its journal."""
    futures = [_helpers().submit(_sync_one, descriptor) for descriptor in descriptors[1:]]
    try:
        for descriptor in descriptors[:1]:
            _sync_one(descriptor)
    finally:
        wait(futures)
    for future in futures:
        future.result()


def _sync_one(descriptor: int) -> None:
    os.fsync(descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        remove_abandoned(folder)


def _temporary(folder: Path) -> Path:
    return folder / f"{TEMPORARY}{os.getpid()}-{token_hex(8)}"


@contextmanager
def _draft(file: Path, content: bytes, drafts: dict[Path, Path]) -> Iterator[int]:
    drafts[file] = _temporary(file.parent)
    with _written(drafts[file], content) as descriptor:
        yield descriptor


@contextmanager
def _written(file: Path, content: bytes) -> Iterator[int]:
    """Write a new file and yield its descriptor; nothing is synced yet."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        yield descriptor
    finally:
        os.close(descriptor)
