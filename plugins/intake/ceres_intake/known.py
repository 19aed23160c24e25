"""What is remembered from one message to the next: documents by their own numbers (TXA-12), names of sections.

A later message may name a document by nothing else than its number, to replace it or to withdraw it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from ceres.api import Database, IncomingMessage, IncomingReport
from ceres_intake.flow import INSERTS
from ceres_intake.models import IntakeDocument
from ceres_intake.names import NoNames, SectionNames, SectionNameTable

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


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is remembered; by default, nothing."""

    documents: DocumentNumbers = field(default_factory=NoMemory)
    sections: SectionNames = field(default_factory=NoNames)

    @classmethod
    def of(cls, database: Database) -> Memory:
        """Return that of a site."""
        return cls(DocumentTable(database), SectionNameTable(database))

    def remember(self, source: str, number: str, reports: Sequence[IncomingReport]) -> None:
        """Remember where the document called ``number`` stands, before it is published: a withdrawal may follow at once."""
        if number and reports:
            # By its key, which is the section's word for good.
            self.documents.remember(source, number, KnownDocument(reports[0].order_number, reports[0].section_key or reports[0].section))

    def await_names(self, message: IncomingMessage, words: tuple[str, ...]) -> None:
        """Remember that ``message`` waits until somebody names the sections it calls ``words``."""
        if words:
            self.sections.wait(message.source, hashlib.sha256(message.raw).hexdigest(), words)
