"""Documents as files named by their SHA-256: written once, whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ceres.config.system import system_words
from ceres.storage.durable import DurableFolders, sync_folders, write_durably, write_probe
from ceres.storage.store import DamagedDocument, MissingDocument, StorageError, StoredDocument, describe

if TYPE_CHECKING:
    from ceres.config.settings import StorageSettings
    from ceres.storage.store import DocumentStore

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
CHUNK = 1024 * 1024  # bytes
PROBE_SIZE = 4096  # bytes


class FileStore:
    """A folder of documents, ``ab/cd/abcd…``; several processes may write to it at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders = DurableFolders(root)

    def put(self, content: bytes) -> StoredDocument:
        """Store ``content`` durably and return its name; what is there already is read, not written again.

        Raises:
            StorageError: the bytes could not be made durable; nothing of them is left.
        """
        return self.put_all((content,))[0]

    def put_all(self, contents: Sequence[bytes]) -> list[StoredDocument]:
        """Store several contents, which costs less than one after the other.

        Raises:
            StorageError: not all of them could be made durable.
        """
        documents = [describe(content) for content in contents]
        with _storage_errors():
            try:
                self._store(documents, contents)
            except FileNotFoundError:
                self._folders.forget()
                self._store(documents, contents)
        return documents

    def open(self, sha256: str) -> BinaryIO:
        """Return a seekable binary reader.

        Raises:
            MissingDocument: there is no such document.
            StorageError: it is there and cannot be read.
        """
        with _storage_errors():
            try:
                return self._file(sha256).open("rb")
            except FileNotFoundError as error:
                raise MissingDocument(sha256) from error

    def path(self, sha256: str) -> str | None:
        """Return the path of the document's file, None when there is none."""
        with suppress(MissingDocument):
            file = self._file(sha256)
            return str(file) if file.is_file() else None
        return None

    def verify(self, sha256: str) -> StoredDocument:
        """Read the whole document and prove that it is what was received.

        Raises:
            MissingDocument: there is no such document.
            DamagedDocument: its bytes have changed.
            StorageError: it cannot be read.
        """
        digest, size, crc32 = hashlib.sha256(), 0, 0
        with self.open(sha256) as reader, _storage_errors():
            while chunk := reader.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                crc32 = zlib.crc32(chunk, crc32)
        if digest.hexdigest() != sha256:
            raise DamagedDocument(sha256)
        return StoredDocument(sha256, size, crc32)

    def check(self) -> None:
        """Write and remove a small file, unsynced; raises StorageError when the store cannot take a document now."""
        with _storage_errors():
            try:
                self._probe()
            except FileNotFoundError:
                self._folders.forget()
                self._probe()

    def _store(self, documents: Sequence[StoredDocument], contents: Sequence[bytes]) -> None:
        missing: dict[Path, bytes] = {}
        # Also the folders of what is there: whoever wrote it may not have synced its name yet.
        folders: set[Path | None] = set()
        for document, content in zip(documents, contents, strict=True):
            folder = self._folders.make(_folder(document.sha256))
            folders.add(folder)
            if not self._holds(document):
                missing[folder / document.sha256] = content
        write_durably(missing)
        made = {name for document in documents for name in self._folders.unsettled(_folder(document.sha256))}
        sync_folders(filter(None, folders | set(map(self._folders.above, made))))
        self._folders.settle(made)

    def _holds(self, document: StoredDocument) -> bool:
        try:
            return self.verify(document.sha256) == document
        except (MissingDocument, DamagedDocument):
            return False

    def _file(self, sha256: str) -> Path:
        # Digests come from addresses too: nothing else than a digest becomes a path.
        if not DIGEST.fullmatch(sha256):
            raise MissingDocument(sha256)
        return self._root / _folder(sha256) / sha256

    def _probe(self) -> None:
        write_probe(self._folders.make(""), PROBE_SIZE)


def make_store(settings: StorageSettings) -> DocumentStore:
    """Return the store that the site's file describes; nothing is read or written yet."""
    return FileStore(settings.path)


def _folder(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}"


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(system_words(error)) from error
