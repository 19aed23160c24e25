"""Fills an empty site from a snapshot, whatever database either of them has."""

from __future__ import annotations

import gzip
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ceres.backup.documents import Copied, copy_documents
from ceres.backup.refusals import BackupRefused, Incomplete
from ceres.backup.rows import Rows
from ceres.backup.snapshot import DOCUMENTS, Manifest, Snapshot
from ceres.db.migrate import owners, upgrade, upgrade_owner
from ceres.storage.durable import FOLDER_MODE, sync_folders, write_durably
from ceres.storage.files import FileStore

if TYPE_CHECKING:
    from ceres.app import Site
    from ceres.storage import DocumentStore


class Restorer:
    """Writes into a site that has no row yet."""

    def __init__(self, site: Site, files: Collection[Path]) -> None:
        """Take where the site wants its own files; those that are there already are left as they are."""
        self._site = site
        self._files = files

    def restore(self, root: Path, name: str = "", without: Collection[str] = ()) -> Manifest:
        """Restore the snapshot of that name, or the newest; the rows of the plugins named in ``without`` are left out.

        Raises:
            BackupRefused: there is nothing to restore, or the site is not empty, or a plugin is not installed.
            NewerDatabase: the snapshot comes from a newer program.
            Incomplete: some documents of the snapshot are missing or damaged; all the rest is there.
        """
        snapshot = Snapshot.find(root, name)
        manifest = snapshot.manifest()
        self._require_empty()
        self._require_owners(manifest, without)
        for owner in owners(self._site):
            if owner.slug in manifest.revisions:
                upgrade_owner(self._site.database, owner, manifest.revisions[owner.slug])
        self._put_files(snapshot)
        copied = self._fill(snapshot, FileStore(root / DOCUMENTS), without)
        upgrade(self._site)
        if not copied.complete:
            raise Incomplete(copied.missing, copied.damaged)
        return manifest

    def _require_empty(self) -> None:
        with self._site.database.read() as db:
            rows = Rows(db.connection())
            for table in rows.tables:
                if not rows.is_empty(table):
                    raise BackupRefused(
                        f"la base du site n’est pas vide ({table.name}) ; indiquer une base neuve dans database.url, sans aucune table."
                    )

    def _require_owners(self, manifest: Manifest, without: Collection[str]) -> None:
        here = {owner.slug for owner in owners(self._site)} | {name.replace("-", "_") for name in without}
        if gone := sorted(set(manifest.revisions) - here):
            raise BackupRefused(
                f"la sauvegarde contient des données de modules qui ne sont pas installés ici ({', '.join(gone)}) ; "
                "les installer, ou les laisser de côté avec --without."
            )

    def _fill(self, snapshot: Snapshot, kept: DocumentStore, without: Collection[str]) -> Copied:
        prefixes = tuple(f"{name.replace('-', '_')}_" for name in without)
        with self._site.database.write() as db, gzip.open(snapshot.rows, "rb") as stream:
            rows = Rows(db.connection())
            rows.load(stream, lambda table: table.startswith(prefixes))
            rows.count_on()
            # Before the rows are committed: a restore that is interrupted leaves an empty site, to be filled again.
            return copy_documents(kept, self._site.documents, rows.digests())

    def _put_files(self, snapshot: Snapshot) -> None:
        for file in self._files:
            kept = snapshot.files / file.name
            if kept.is_file() and not file.exists():
                file.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
                write_durably({file: kept.read_bytes()})
                sync_folders((file.parent,))
