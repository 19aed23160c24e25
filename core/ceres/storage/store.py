"""Contract of a document store."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol


class StorageError(Exception):
    """The store cannot be written or read (disk full, network, permissions)."""


class MissingDocument(StorageError):
    """No document has this digest."""


class DamagedDocument(StorageError):
    """The bytes under this digest are no longer those that were received."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is known of a stored document, enough to stream it in a ZIP with its exact length."""

    sha256: str  # lower-case hexadecimal
    size: int  # bytes
    crc32: int  # unsigned


def describe(content: bytes) -> StoredDocument:
    """Return what will be known of ``content`` once it is stored."""
    return StoredDocument(hashlib.sha256(content).hexdigest(), len(content), zlib.crc32(content))


class DocumentStore(Protocol):
    """Immutable bytes named by their SHA-256."""

    def put(self, content: bytes) -> StoredDocument:
        """Store ``content`` durably (synced when this returns) and return its name; storing twice is free.

        Raises StorageError when the bytes cannot be made durable.
        """

    def put_all(self, contents: Sequence[bytes]) -> list[StoredDocument]:
        """Store several contents at once, each as `put` does; raises StorageError when one of them could not be made durable."""

    def open(self, sha256: str) -> BinaryIO:
        """Return a seekable binary reader; raises MissingDocument."""

    def path(self, sha256: str) -> str | None:
        """Return the local file's path when there is one (lets the server hand the file to the system)."""

    def verify(self, sha256: str) -> StoredDocument:
        """Read the whole document and prove it; raises MissingDocument or DamagedDocument."""

    def check(self) -> None:
        """Raise StorageError when the store cannot take a document now (used by /health)."""
