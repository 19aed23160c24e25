"""For trials, and for mailers that pick files up: each message is a file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ceres.config.system import system_words
from ceres.mail.errors import Unreachable

if TYPE_CHECKING:
    from ceres.mail.composing import Envelope

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")


class Folder:
    """Writes .eml files; a file of that name is always whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, envelope: Envelope) -> None:
        """Write one message; sent twice, it replaces itself."""
        message = envelope.message
        moment = message["Date"].datetime
        local = str(message["Message-ID"]).strip("<>").partition("@")[0]
        name = f"{moment:%Y%m%dT%H%M%S}-{NOT_IN_NAMES.sub('-', local)}.eml"
        try:
            self._write(name, message.as_bytes())
        except OSError as error:
            raise Unreachable(f"le dossier {self._folder} ne peut rien recevoir ({system_words(error)})") from error

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)
