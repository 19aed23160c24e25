"""Makes snapshots: the rows first, then the documents they name, which are written before rows are and never change."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ceres.backup.documents import copy_documents
from ceres.backup.refusals import Incomplete
from ceres.backup.rows import Rows
from ceres.backup.snapshot import DOCUMENTS, Manifest, Snapshot, sha256_of, whole_snapshots
from ceres.storage.durable import sync_file
from ceres.storage.files import FileStore

if TYPE_CHECKING:
    from ceres.db.engine import Database
    from ceres.storage import DocumentStore

LEVEL = 5  # of compression: rows are text


class BackupMaker:
    """Reads a site that goes on working."""

    def __init__(self, database: Database, documents: DocumentStore, files: Sequence[Path]) -> None:
        """Take the site's own files too: its settings, its keys."""
        self._database = database
        self._documents = documents
        self._files = [file for file in files if file.is_file()]

    def make(self, root: Path, now: datetime) -> Manifest:
        """Write a snapshot under ``root``; what earlier ones copied is not copied again.

        Raises:
            BackupRefused: the folder cannot take it.
            Incomplete: some documents could not be copied; all the rest is there.
            OSError, StorageError: the disk refuses.
        """
        snapshot = Snapshot.make(root, now)
        with self._moment() as rows:
            with gzip.open(snapshot.rows, "wb", LEVEL) as stream:
                counts = rows.dump(stream)
            sync_file(snapshot.rows)
            copied = copy_documents(self._documents, FileStore(root / DOCUMENTS), rows.digests())
            reached = rows.revisions()
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            version=version("ceres-results"),
            revisions=reached,
            rows=counts,
            documents=copied.there,
            rows_sha256=sha256_of(snapshot.rows),
            files=dict(self._copy_files(snapshot)),
        )
        snapshot.seal(manifest)
        if not copied.complete:
            raise Incomplete(copied.missing, copied.damaged)
        return manifest

    def _copy_files(self, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
        for file in self._files:
            kept = Path(shutil.copy(file, snapshot.files / file.name))
            sync_file(kept)
            yield file.name, sha256_of(kept)

    @contextmanager
    def _moment(self) -> Iterator[Rows]:
        """Open one transaction that sees the rows of one moment, however long it takes."""
        options = {} if self._database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._database.read() as db:
            yield Rows(db.connection(execution_options=options))


def forget(root: Path, keep: int) -> int:
    """Remove all whole snapshots but the ``keep`` newest, and return how many; documents stay."""
    former = whole_snapshots(root)[:-keep]
    for each in former:
        shutil.rmtree(each.folder)
    return len(former)
