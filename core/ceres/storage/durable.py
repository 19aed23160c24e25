"""Files and folders that are still there after the power went."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

FOLDER_MODE = 0o700
FILE_MODE = 0o600
TEMPORARY = ".new-"
ABANDONED = 3600  # seconds after which a temporary file is nobody's: its writer was killed


def write_durably(file: Path, content: bytes) -> None:
    """Put ``content`` at ``file``, whole or not at all, synced with its folder when this returns.

    Raises:
        OSError: nothing is left behind.
    """
    temporary = _temporary(file.parent)
    try:
        _write(temporary, content)
        temporary.replace(file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def write_probe(folder: Path, size: int) -> None:
    """Write and remove ``size`` bytes in ``folder``, unsynced: enough to learn whether it takes any; raises OSError."""
    file = _temporary(folder)
    try:
        _write(file, bytes(size), sync=False)
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
        self._known: set[str] = set()

    def make(self, name: str) -> Path:
        """Make ``name`` (relative to the root, "" for the root itself), private and durable; return its path.

        Raises:
            OSError: it cannot be made.
        """
        folder = self._root / name if name else self._root
        if name not in self._known:
            if name:
                self.make(name.rpartition("/")[0])
            self._make(folder)
            self._known.add(name)
        return folder

    def forget(self) -> None:
        """Look again at every folder: somebody changed them behind our back."""
        self._known.clear()

    def _make(self, folder: Path) -> None:
        if folder == self._root:
            folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(FOLDER_MODE)
        # Also when it was there: another process may have made it and not synced it yet.
        # What stands above the root may not be ours to open.
        with suppress(PermissionError):
            sync_folder(folder.parent)
        remove_abandoned(folder)


def _temporary(folder: Path) -> Path:
    return folder / f"{TEMPORARY}{os.getpid()}-{token_hex(8)}"


def _write(file: Path, content: bytes, *, sync: bool = True) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
