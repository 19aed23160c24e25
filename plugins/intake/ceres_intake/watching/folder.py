"""The folder itself: who may write to it, what lies in it, where files go; nothing is ever overwritten."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

TEMPORARY = re.compile(r"[.~].*|.*~|.*\.(?:tmp|temp|part|partial|filepart|crdownload|swp|lock)", re.IGNORECASE | re.DOTALL)
PRIVATE = 0o750
NOTE = ".txt"
ROOT_USER = 0
MOST_NUMBERS = 100_000


class Shelf(StrEnum):
    """Where a file goes; the values are the names of the folders."""

    DONE = "done"
    QUARANTINE = "quarantine"
    REFUSED = "refused"


class FolderRefused(Exception):
    """The folder cannot be watched safely; the message is a French sentence that says how to mend it."""


class DropFolder:
    """A folder in which others drop files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Check the folder and make the shelves in it.

        Raises:
            FolderRefused: somebody else could replace or plant files, or it cannot be used.
        """
        if not self.path.is_dir():
            raise FolderRefused(f"{self.path} n’est pas un dossier ; le créer, ou corriger le chemin.")
        _check(self.path)
        for parent in self.path.resolve().parents:
            _check_parent(parent)
        for shelf in Shelf:
            folder = self.path / shelf.value
            folder.mkdir(mode=PRIVATE, exist_ok=True)
            _check(folder)

    def files(self) -> list[Path]:
        """Return the files dropped, oldest first; folders, temporary and special files are left alone."""
        found = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                with suppress(OSError):  # gone meanwhile
                    if not TEMPORARY.fullmatch(entry.name) and (entry.is_symlink() or entry.is_file(follow_symlinks=False)):
                        found.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
        return [self.path / name for _, name in sorted(found)]

    def put_away(self, file: Path, shelf: Shelf, note: str, now: float) -> Path | None:
        """Move ``file`` to ``shelf`` under a free name, with ``note`` beside it unless it is empty.

        Return where it is now; None when another process has moved it first.
        """
        target = self._reserved(file.name, shelf, with_note=bool(note))
        if note:
            _note_of(target).write_text(note, encoding="utf-8")
        try:
            os.replace(file, target)  # noqa: PTH105 (over the empty file that keeps the name)
        except FileNotFoundError:
            target.unlink()
            _note_of(target).unlink(missing_ok=True)
            return None
        os.utime(target, (now, now), follow_symlinks=False)  # its age here, whatever its sender's clock said
        return target

    def sweep(self, before: float) -> int:
        """Remove what was done before the instant ``before``; return how many files."""
        removed = 0
        for file in (self.path / Shelf.DONE.value).iterdir():
            with suppress(OSError):
                if file.lstat().st_mtime < before and not file.is_dir():
                    file.unlink()
                    removed += 1
        return removed

    def _reserved(self, name: str, shelf: Shelf, *, with_note: bool) -> Path:
        for candidate in _numbered(name):
            target = self.path / shelf.value / candidate
            if with_note and _note_of(target).exists():
                continue
            if _created(target):
                if not with_note or _created(_note_of(target)):
                    return target
                target.unlink()
        raise FolderRefused(f"{self.path / shelf.value} est plein de fichiers du même nom.")


def read_plain(file: Path, limit: int) -> bytes:
    """Return the bytes of a plain file, one byte more than ``limit`` at most; raises OSError for anything else."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as reader:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("no plain file")
        return reader.read(limit + 1)


def _check(folder: Path) -> None:
    state = folder.lstat()
    if stat.S_ISLNK(state.st_mode):
        raise FolderRefused(f"{folder} est un lien ; donner le dossier lui-même.")
    if state.st_mode & stat.S_IWOTH:
        raise FolderRefused(f"{folder} est ouvert en écriture à tous ; lancer « chmod o-w {folder} ».")
    if state.st_uid not in (os.geteuid(), ROOT_USER):
        raise FolderRefused(
            f"{folder} appartient à un autre utilisateur, qui pourrait en remplacer les fichiers ; "
            "le donner à celui de CÉRÈS, et l’ouvrir au groupe de l’expéditeur."
        )


def _check_parent(folder: Path) -> None:
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise FolderRefused(f"{folder} est ouvert en écriture à tous : le dossier surveillé pourrait y être remplacé.")


def _numbered(name: str) -> Iterator[str]:
    yield name
    stem, dot, extension = name.rpartition(".")
    for number in range(2, MOST_NUMBERS):
        yield f"{stem}-{number}{dot}{extension}" if stem else f"{name}-{number}"


def _created(path: Path) -> bool:
    try:
        path.touch(mode=0o640, exist_ok=False)
    except FileExistsError:
        return False
    return True


def _note_of(target: Path) -> Path:
    return target.with_name(target.name + NOTE)
