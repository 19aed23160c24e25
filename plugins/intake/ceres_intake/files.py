"""The files that paths on the command line stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ceres_intake.hprim.attachments import bundled, key
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.hprim.translating import named_files
from ceres_intake.loose import Format, format_of
from ceres_intake.reasons import Reason

HPRIM_SUFFIX = ".hpr"
BATCH = 10  # a file may hold several messages: so many of the largest ones


class UnreadableFile(Exception):
    """A file that is not taken in at all."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files, those of folders in the order of their names; hidden ones are left alone.

    Of a folder, a file that an HPRIM message names goes with this message, not by itself.
    """
    for path in paths:
        if path.is_dir():
            inside = [*_inside(path)]
            taken_along = {place for file in inside if file.suffix.casefold() == HPRIM_SUFFIX for place in _named_by(file)}
            yield from (file for file in inside if (file.parent, key(file.name)) not in taken_along)
        else:
            yield path


def read_file(path: Path, max_message_size: int) -> bytes:
    """Return the bytes of ``path``.

    Raises:
        UnreadableFile: it is too large for any batch, is no plain file, or the system refuses.
    """
    try:
        if not path.is_file():
            raise UnreadableFile(Reason.UNREADABLE)
        if path.stat().st_size > BATCH * max_message_size:
            raise UnreadableFile(Reason.TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(Reason.UNREADABLE) from error


def read_message(path: Path, max_message_size: int) -> bytes:
    """Return the bytes of ``path``, with the files beside it that it names (HPRIM); raises UnreadableFile."""
    data = read_file(path, max_message_size)
    if format_of(data) is not Format.HPRIM:
        return data
    names = {key(name) for name in named_files(HprimFile.parse(data))}
    beside = [each for each in sorted(path.parent.iterdir()) if key(each.name) in names] if names else []
    return bundled(data, {each.name: read_file(each, max_message_size) for each in beside})


def _named_by(file: Path) -> Iterator[tuple[Path, str]]:
    try:
        message = HprimFile.parse(file.read_bytes())
    except OSError:
        return
    yield from ((file.parent, key(name)) for name in named_files(message))


def _inside(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))
