"""Documents by their own numbers (TXA-12): a later message may name one by nothing else, to replace it or to withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from ceres.api import Database
from ceres_intake.flow import INSERTS
from ceres_intake.models import IntakeDocument

NUMBER_LENGTH = 200  # characters; nobody has longer ones, and what is cut is cut the same way each time


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """Where a document stands."""

    order_number: str
    section: str


class DocumentNumbers(Protocol):
    """Remembers documents."""

    def find(self, source: str, number: str) -> KnownDocument | None:
        """Return the document that ``source`` numbers so."""

    def remember(self, source: str, number: str, document: KnownDocument) -> None:
        """Remember it, durably; the last word counts."""


class NoMemory:
    """Knows no document."""

    def find(self, source: str, number: str) -> KnownDocument | None:
        """Return None."""
        return None

    def remember(self, source: str, number: str, document: KnownDocument) -> None:
        """Do nothing."""


class DocumentTable:
    """Remembers documents in the database, each in a transaction of its own: one that is never published does no harm."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, source: str, number: str) -> KnownDocument | None:
        """Return the document that ``source`` numbers so."""
        columns = IntakeDocument.order_number, IntakeDocument.section
        place = IntakeDocument.source == source, IntakeDocument.number == number[:NUMBER_LENGTH]
        with self._database.read() as db:
            row = db.execute(select(*columns).where(*place)).one_or_none()
        return KnownDocument(row.order_number, row.section) if row else None

    def remember(self, source: str, number: str, document: KnownDocument) -> None:
        """Remember it; the last word counts."""
        said = {"order_number": document.order_number, "section": document.section}
        with self._database.write() as db:
            insert = INSERTS[db.get_bind().dialect.name](IntakeDocument).values(source=source, number=number[:NUMBER_LENGTH], **said)
            key = [IntakeDocument.source, IntakeDocument.number]
            db.execute(insert.on_conflict_do_update(index_elements=key, set_=said))
