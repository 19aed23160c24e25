"""The folder of a demonstration: its site's file, and what it must remember to be the same next time."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from ceres.cli.errors import Refused

CONFIG = "ceres.toml"
MEMORY = "demo.json"
ADDRESS = "http://127.0.0.1:6543"
"""Where « ceres serve » listens unless told otherwise."""
SETTINGS = """\
# Site de démonstration : tout y est inventé. « ceres settings » montre ce qui peut se régler.

[site]
name = "CÉRÈS – démonstration"
# Les liens des courriels mènent là ; à changer avec l’adresse ou le port où le portail est servi.
url = {url}
support_email = "ceres@exemple.nc"

[database]
url = "sqlite:///ceres.sqlite"

[storage]
path = "documents"

[mail]
# Rien ne part : chaque courriel devient un fichier .eml.
transport = "folder"
folder = "mail"
sender = "ceres@exemple.nc"

[journal]
key_file = "journal.key"

[plugins.search-nip]
length = 10
"""


class DemoFolder:
    """One folder, used by one demonstration."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.config = folder / CONFIG
        self._memory = folder / MEMORY

    @property
    def start(self) -> datetime | None:
        """When the demonstration was first played: its ninety days end there; None before."""
        if not self._memory.exists():
            return None
        return datetime.fromisoformat(json.loads(self._memory.read_text(encoding="utf-8"))["start"])

    def prepare(self, url: str) -> None:
        """Write the site's file, for a portal served at ``url``; a file that exists stays as it is, somebody may have changed it.

        Raises:
            Refused: the folder holds another site.
        """
        if self.start is None and (self.config.exists() or (self.path / "ceres.sqlite").exists()):
            raise Refused(f"{self.path} contient déjà un site qui n’est pas une démonstration ; choisir un autre dossier avec --dir.")
        self.path.mkdir(parents=True, exist_ok=True)
        if not self.config.exists():
            self.config.write_text(SETTINGS.format(url=json.dumps(url)), encoding="utf-8")

    def remember(self, start: datetime) -> None:
        """Keep the instant the demonstration ends at."""
        self._memory.write_text(json.dumps({"start": start.isoformat()}), encoding="utf-8")
