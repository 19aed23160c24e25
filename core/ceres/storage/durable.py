"""Files and folders that are still there after the power went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex

FOLDER_MODE = 0o700
FILE_MODE = 0o600
TEMPORARY = ".new-"
ABANDONED = 3600  # seconds after which a temporary file is nobody's: its writer was killed


def write_durably(files: Mapping[Path, bytes]) -> None:
    """Put each content at its path, whole or not at all, synced with the folder when this returns.

    All contents are written before the first is synced, and synced before the first gets its name: the system then
    has two things to wait for, however many files there are.

    Raises:
        OSError: what has no name yet leaves nothing behind.
    """
    drafts: dict[Path, Path] = {}
    try:
        with ExitStack() as opened:
            descriptors = [opened.enter_context(_draft(file, content, drafts)) for file, content in files.items()]
            for descriptor in descriptors:
                os.fsync(descriptor)
        for file in files:
            drafts[file].replace(file)
    except BaseException:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise
    for folder in {file.parent for file in files}:
        sync_folder(folder)


def write_probe(folder: Path, size: int) -> None:
    """Write and remove ``size`` bytes in ``folder``, unsynced: enough to learn whether it takes any; raises OSError."""
    file = _temporary(folder)
    try:
        with _written(file, bytes(size)):
            pass
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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

    def settle(self, name: str) -> None:
        """Make the names of ``name`` and of the folders above it durable; once they have files, that costs little more.

        Raises:
            OSError: it is not certain.
        """
        if name in self._durable:
            return
        if name:
            self.settle(name.rpartition("/")[0])
        # Also when it was there: another process may have made it and not synced it yet.
        # What stands above the root may not be ours to open.
        with suppress(PermissionError):
            sync_folder((self._root / name if name else self._root).parent)
        self._durable.add(name)

    def forget(self) -> None:
        """Look again at every folder: somebody changed them behind our back."""
        self._durable.clear()


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
