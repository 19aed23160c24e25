"""One snapshot on disk: the rows of a moment, the site's own files, and the sheet that says that it is whole.

::

    DIR/documents/ab/cd/abcd…       common to all snapshots: a document never changes
    DIR/snapshots/20261124T093700Z/
        rows.jsonl.gz               the tables
        files/                      ceres.toml, keys
        manifest.json               written last: a snapshot without it was interrupted
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ceres.backup.refusals import BackupRefused
from ceres.storage.durable import FOLDER_MODE, sync_folders, write_durably

NAME = "%Y%m%dT%H%M%SZ"  # UTC
SNAPSHOTS, DOCUMENTS = "snapshots", "documents"
MANIFEST, ROWS, FILES = "manifest.json", "rows.jsonl.gz", "files"
FORMAT = 1
CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds."""

    made_at: str  # ISO 8601, UTC
    version: str  # of the program
    revisions: Mapping[str, str]  # how far the tables of each owner were
    rows: Mapping[str, int]  # by table
    documents: int
    rows_sha256: str
    files: Mapping[str, str]  # SHA-256 by name
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The folder of one snapshot."""

    folder: Path

    @classmethod
    def make(cls, root: Path, now: datetime) -> Snapshot:
        """Make an empty one, for its owner's eyes only; raises BackupRefused when another one began in the same second."""
        folder = root / SNAPSHOTS / f"{now:{NAME}}"
        folder.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
        try:
            folder.mkdir(FOLDER_MODE)
        except FileExistsError:
            raise BackupRefused(f"une sauvegarde de ce dossier vient de commencer ({folder.name}) ; attendre une seconde.") from None
        (folder / FILES).mkdir(FOLDER_MODE)
        return cls(folder)

    @classmethod
    def find(cls, root: Path, name: str = "") -> Snapshot:
        """Return the snapshot of that name, or the newest whole one; raises BackupRefused."""
        whole = [each for each in whole_snapshots(root) if name in ("", each.folder.name)]
        if not whole:
            wanted = f"« {name} » n’y est pas" if name else "aucune n’est complète"
            raise BackupRefused(f"{root} : {wanted} ; indiquer un dossier écrit par « ceres backup ».")
        return whole[-1]

    @property
    def rows(self) -> Path:
        """The file of the tables."""
        return self.folder / ROWS

    @property
    def files(self) -> Path:
        """The folder of the site's own files."""
        return self.folder / FILES

    def seal(self, manifest: Manifest) -> None:
        """Say that the snapshot is whole, once all its bytes are durable."""
        write_durably({self.folder / MANIFEST: json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()})
        sync_folders((self.files, self.folder, self.folder.parent, self.folder.parent.parent))

    def manifest(self) -> Manifest:
        """Read what the snapshot says of itself, and prove its files; raises BackupRefused when they are not what was written."""
        manifest = self._said()
        proved = {self.rows: manifest.rows_sha256} | {self.files / name: digest for name, digest in manifest.files.items()}
        for file, digest in proved.items():
            if not file.is_file() or sha256_of(file) != digest:
                raise BackupRefused(f"{file} : ce fichier manque, ou n’est plus celui qui a été sauvegardé ; prendre une autre sauvegarde.")
        return manifest

    def _said(self) -> Manifest:
        file = self.folder / MANIFEST
        try:
            said: Any = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(said, dict) and said.get("format", FORMAT) != FORMAT:
                raise BackupRefused(
                    f"{self.folder} : cette sauvegarde vient d’une version plus récente de CÉRÈS ; mettre le programme à jour."
                )
            manifest = Manifest(**said)
            _require_tables(manifest.revisions, manifest.rows, manifest.files)
        except (ValueError, TypeError) as error:
            raise BackupRefused(f"{file} : ce fichier est abîmé ; prendre une autre sauvegarde (--snapshot).") from error
        return manifest


def _require_tables(*values: object) -> None:
    if not all(isinstance(each, dict) for each in values):
        raise TypeError


def whole_snapshots(root: Path) -> list[Snapshot]:
    """Return the snapshots that were finished, the oldest first."""
    return [Snapshot(file.parent) for file in sorted((root / SNAPSHOTS).glob(f"*/{MANIFEST}"))]


def sha256_of(file: Path) -> str:
    """Return the digest of a file, read piece by piece."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
