"""Which files belong together: an HPRIM message and those it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ceres_intake.files import BATCH, UnreadableFile
from ceres_intake.hprim.attachments import bundled, key
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.hprim.translating import named_files
from ceres_intake.loose import Format, format_of
from ceres_intake.reasons import Reason
from ceres_intake.watching.folder import read_plain
from ceres_intake.watching.settling import Settling


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is taken in at once."""

    files: tuple[Path, ...]  # the message first
    data: bytes


@dataclass(frozen=True, slots=True)
class Patience:
    """How long files wait, and how large they may be."""

    max_message_size: int  # bytes
    pair_wait: float  # seconds


class Sorting:
    """Makes parcels of the files that are whole."""

    def __init__(self, settling: Settling, patience: Patience) -> None:
        self._settling = settling
        self._patience = patience

    def read(self, file: Path) -> bytes:
        """Return the bytes of ``file``.

        Raises:
            UnreadableFile: it is no plain file, cannot be read, or is too large for any batch.
        """
        limit = BATCH * self._patience.max_message_size
        try:
            data = read_plain(file, limit)
        except OSError as error:
            raise UnreadableFile(Reason.UNREADABLE) from error
        if len(data) > limit:
            raise UnreadableFile(Reason.TOO_LARGE)
        return data

    def parcel(self, file: Path, files: Sequence[Path]) -> Parcel | None:
        """Return ``file`` with the ``files`` it names; None while one of them, or the message that names it, may still come.

        Raises:
            UnreadableFile: it cannot be read.
        """
        data = self.read(file)
        patient = not self._settling.waited(file, self._patience.pair_wait)
        match format_of(data):
            case Format.HPRIM:
                return self._with_its_files(file, data, files, patient=patient)
            case Format.UNKNOWN if patient and data:
                return None  # an HPRIM message that names it may follow
        return Parcel((file,), data)

    def _with_its_files(self, file: Path, data: bytes, files: Sequence[Path], *, patient: bool) -> Parcel | None:
        beside = {key(each.name): each for each in files if each != file}
        names = [key(name) for name in named_files(HprimFile.parse(data))]
        found = [beside[name] for name in names if name in beside and self._settling.settled(beside[name])]
        if len(found) < len(names) and patient:
            return None
        return Parcel((file, *found), bundled(data, contents_of(found, self.read)))


def contents_of(files: Iterable[Path], read: Callable[[Path], bytes]) -> dict[str, bytes]:
    """Return the bytes of the files that can be read, by name."""
    contents = {}
    for file in files:
        try:
            contents[file.name] = read(file)
        except UnreadableFile:
            continue  # the message is then kept as one whose file is missing
    return contents
