"""A laboratory's desk seen from outside: files through the command line, what prescribers then see in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.reports.directory import Directory
from ceres.testing.command_line import CommandLine
from factories.people import add_account, add_mandate


@dataclass
class Laboratory:
    """Sends files with ``ceres intake``."""

    ceres: CommandLine
    folder: Path
    serial: Iterator[int] = field(default_factory=count)

    def send(self, *messages: bytes, extension: str = "hl7") -> list[dict[str, Any]]:
        """Take each message in from a file of its own; return the lines that the command prints."""
        files = [self.folder / f"{next(self.serial):04}.{extension}" for _ in messages]
        for file, message in zip(files, messages, strict=True):
            file.write_bytes(message)
        done = self.ceres("intake", *map(str, files), "--json")
        assert done.exit_code == 0, done.stderr
        return done.json_lines()

    def outcomes(self, *messages: bytes, extension: str = "hl7") -> list[str]:
        """Return what became of each message, with the reason where there is one."""
        return [f"{line['outcome']} {line['reason']}".strip() for line in self.send(*messages, extension=extension)]


def prescriber_account(site: Site, code: str = "DR1") -> Account:
    """Add an account for the prescriber whom laboratories call ``code``, known already or not."""
    with site.database.write() as db:
        account = add_account(db, f"login.{code.lower()}")
        add_mandate(db, account, Directory(db, utcnow()).find_or_create_code(code))
    return account


def rows(app: TestApp) -> list[Any]:
    """Return the rows of the results page."""
    return list(app.get("/results").html.select("table#results tr[data-report]"))
