"""Copies documents from one store to another, each proved on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ceres.storage import MissingDocument, describe

if TYPE_CHECKING:
    from ceres.storage import DocumentStore


@dataclass
class Copied:
    """What became of the documents."""

    there: int = 0  # whole in the target, copied now or before
    missing: list[str] = field(default_factory=list)  # SHA-256
    damaged: list[str] = field(default_factory=list)  # SHA-256

    @property
    def complete(self) -> bool:
        """Whether every document is there."""
        return not (self.missing or self.damaged)


def copy_documents(source: DocumentStore, target: DocumentStore, digests: Iterable[str]) -> Copied:
    """Copy what the target lacks; a document that is missing or no longer what it was does not stop the others.

    Raises:
        StorageError: a store cannot be read or written.
    """
    copied = Copied()
    for digest in digests:
        if target.path(digest) is not None:
            copied.there += 1
        else:
            _copy(source, target, digest, copied)
    return copied


def _copy(source: DocumentStore, target: DocumentStore, digest: str, copied: Copied) -> None:
    try:
        with source.open(digest) as reader:
            content = reader.read()
    except MissingDocument:
        copied.missing.append(digest)
        return
    if describe(content).sha256 != digest:
        copied.damaged.append(digest)
        return
    target.put(content)
    copied.there += 1
