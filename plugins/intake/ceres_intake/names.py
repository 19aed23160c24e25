"""What the administration calls the sections, on top of the tables of the site's file; read for each message, so that it counts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import bindparam, or_, select

from ceres.api import Database
from ceres_intake.flow import INSERTS
from ceres_intake.models import IntakeAwaitedSection, IntakeSectionName
from ceres_intake.sources.choosing import ANY, is_sender

CODE_LENGTH = 120  # characters
SUITING = select(IntakeSectionName.source, IntakeSectionName.code, IntakeSectionName.section).where(
    or_(IntakeSectionName.source == bindparam("sender"), IntakeSectionName.source.contains(ANY, autoescape=True))
)


class SectionNames(Protocol):
    """Knows names of sections, and remembers which words had none."""

    def of(self, source: str) -> Mapping[str, str]:
        """Return the names of the sections of ``source`` by their codes, in capitals."""

    def wait(self, source: str, message_sha256: str, words: Iterable[str]) -> None:
        """Remember, durably, that a message waits for somebody to name the sections it calls ``words``."""


class NoNames:
    """Knows none."""

    def of(self, source: str) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def wait(self, source: str, message_sha256: str, words: Iterable[str]) -> None:
        """Do nothing."""


class SectionNameTable:
    """Keeps them in the database; what waits is written in a transaction of its own: without its message it does no harm."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source: str) -> Mapping[str, str]:
        """Return the names for ``source``; what is said of this very sender wins over what is said of several."""
        with self._database.glance() as connection:
            rows = connection.execute(SUITING, {"sender": source}).all()
        rows = sorted(rows, key=lambda row: -row.source.count(ANY))
        return {row.code: row.section for row in rows if is_sender(row.source, source)}

    def wait(self, source: str, message_sha256: str, words: Iterable[str]) -> None:
        """Remember the words, in capitals."""
        rows = [{"source": source, "code": code, "message_sha256": message_sha256} for code in sorted({code_of(word) for word in words})]
        if rows:
            with self._database.write() as db:
                insert = INSERTS[db.get_bind().dialect.name](IntakeAwaitedSection).values(rows)
                db.execute(insert.on_conflict_do_nothing())


def code_of(word: str) -> str:
    """Return the code under which a laboratory's word is looked up."""
    return word.upper()[:CODE_LENGTH]
