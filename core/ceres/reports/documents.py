"""Several documents at once, for what is done with a selection: rights, traces and marks are decided here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.reports.identity import signed_in
from ceres.reports.models import ReportStatus
from ceres.reports.query import ReportQuery
from ceres.reports.reading import DocumentVersion, ReportDetail, ReportReading
from ceres.reports.traces import READ, REPORT, ReadingMarks, read_entry, refused_entry
from ceres.storage import DamagedDocument, DocumentStore, MissingDocument, StorageError, StoredDocument

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.trail import Trail
    from ceres.db.engine import Database
    from ceres.reports.listing import ResultRow
    from ceres.web.request import Request


class Absence(StrEnum):
    """Why a document that the account may see cannot be handed over; the values stand in the journal."""

    PENDING = "no-document"
    RETRACTED = "retracted"
    MISSING = "document-missing"
    DAMAGED = "document-damaged"
    UNREADABLE = "document-unreadable"
    LOCKED = "document-locked"


@dataclass(frozen=True, slots=True)
class SelectedDocument:
    """A document of the selection; its reading is traced before any byte of the answer leaves."""

    report: ResultRow
    version: DocumentVersion
    _store: DocumentStore

    def open(self) -> BinaryIO:
        """Return its bytes, seekable; raises StorageError."""
        return self._store.open(self.version.sha256)


@dataclass(frozen=True, slots=True)
class AbsentDocument:
    """A document of the selection that cannot be handed over, and is named rather than left out."""

    report: ResultRow
    number: int  # of the version; 0 for the report itself
    reason: Absence


SelectedItem = SelectedDocument | AbsentDocument


@dataclass(frozen=True, slots=True)
class Limits:
    """What one selection may hold."""

    documents: int
    size: int  # bytes
    prove_up_to: int = 0  # bytes: a selection no larger is read and proved (SHA-256) beforehand; of others, the sizes are looked at


class SelectionTooLarge(Exception):
    """More documents, or more bytes, than the limits allow; nothing was read."""


class Documents:
    """Hands documents over to plugins, for one account and one request.

    A plugin names the reports; it receives those that the account may see, and none without its trace.
    What is not the account's is refused and traced, and the plugin does not learn of it.
    """

    def __init__(self, database: Database, store: DocumentStore, trail: Trail, scope: ReportQuery) -> None:
        self._database = database
        self._store = store
        self._trail = trail
        self._scope = scope
        self._entries: dict[SelectedDocument, AuditEntry] = {}
        self._opened: dict[str, tuple[int, int]] = {}  # internal id and version, by public id

    @classmethod
    def for_request(cls, request: Request) -> Documents:
        """Return the documents that the signed-in account may read."""
        scope = ReportQuery.visible_to(signed_in(request).account_id, request.now)
        return cls(request.database, request.documents, request.trail, scope)

    def select(self, public_ids: Iterable[str], purpose: str, limits: Limits, *, former: bool = False) -> tuple[SelectedItem, ...]:
        """Return the documents in force of these reports, in the order given; with ``former``, the former versions too.

        ``purpose`` says in the journal what becomes of them (« export.zip »).

        Raises:
            SelectionTooLarge: it is beyond ``limits``; one refusal is traced, and nothing is handed over.
        """
        asked = list(dict.fromkeys(public_ids))
        self._check(len(asked) <= limits.documents, purpose)
        with self._database.read() as db:
            found = ReportReading(db).find_all(self._scope, asked)
        wanted = {public_id: _versions(report, former=former) for public_id, report in found.items()}
        chosen = [version for versions in wanted.values() for version in versions]
        size = sum(version.size for version in chosen)
        self._check(len(chosen) <= limits.documents and size <= limits.size, purpose)
        store = _Looking(self._store, prove=size <= limits.prove_up_to)
        items = [item for each in asked if each in found for item in store.items(found[each], wanted[each])]
        self._trace(asked, found, items, purpose)
        return tuple(items)

    def withdraw(self, document: SelectedDocument, reason: Absence) -> AbsentDocument:
        """Say that a document could not be handed over after all: its event becomes a failure, and its report stays unread."""
        self._trail.amend(self._entries[document], Outcome.FAILURE, reason)
        self._opened.pop(document.report.report_id, None)
        return AbsentDocument(document.report, document.version.number, reason)

    def _check(self, fits: bool, purpose: str) -> None:
        if not fits:
            self._trail.record(AuditEntry(READ, Outcome.REFUSED, object_type=REPORT, detail={"reason": "too-large", "view": purpose}))
            raise SelectionTooLarge

    def _trace(self, asked: Iterable[str], found: Mapping[str, ReportDetail], items: Iterable[SelectedItem], purpose: str) -> None:
        for public_id in asked:
            if public_id not in found:
                self._trail.record(refused_entry(public_id, {"reason": "not-found", "view": purpose}))
        for item in items:
            entry = _entry(item, purpose)
            self._trail.record(entry)
            if isinstance(item, SelectedDocument):
                self._entries[item] = entry
                # The newest version comes first.
                self._opened.setdefault(item.report.report_id, (found[item.report.report_id].internal_id, item.version.number))
        self._trail.also(self._mark)

    def _mark(self, db: Session) -> None:
        ReadingMarks(self._scope, dict(self._opened.values()))(db)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks at documents before they are handed over."""

    store: DocumentStore
    prove: bool  # read all of it, or look at its size only

    def items(self, report: ReportDetail, versions: Iterable[DocumentVersion]) -> list[SelectedItem]:
        """Return what there is of a report, newest version first."""
        if report.row.status is ReportStatus.RETRACTED:
            return [AbsentDocument(report.row, 0, Absence.RETRACTED)]
        return [self._item(report.row, version) for version in versions] or [AbsentDocument(report.row, 0, Absence.PENDING)]

    def _item(self, row: ResultRow, version: DocumentVersion) -> SelectedItem:
        reason = self._absence(version)
        return AbsentDocument(row, version.number, reason) if reason else SelectedDocument(row, version, self.store)

    def _absence(self, version: DocumentVersion) -> Absence | None:
        try:
            whole = self._proved(version) if self.prove else self._measured(version)
        except MissingDocument:
            return Absence.MISSING
        except DamagedDocument:
            return Absence.DAMAGED
        except StorageError:
            return Absence.UNREADABLE
        return None if whole else Absence.DAMAGED

    def _proved(self, version: DocumentVersion) -> bool:
        return self.store.verify(version.sha256) == StoredDocument(version.sha256, version.size, version.crc32)

    def _measured(self, version: DocumentVersion) -> bool:
        with self.store.open(version.sha256) as content:
            return content.seek(0, os.SEEK_END) == version.size


def _versions(report: ReportDetail, *, former: bool) -> tuple[DocumentVersion, ...]:
    if report.row.status is ReportStatus.RETRACTED:
        return ()
    return tuple(version for version in report.versions if former or version.current)


def _entry(item: SelectedItem, purpose: str) -> AuditEntry:
    if isinstance(item, SelectedDocument):
        detail: dict[str, str | int] = {"view": purpose, "version": item.version.number, "sha256": item.version.sha256}
        return read_entry(item.report, Outcome.SUCCESS, detail)
    withheld = item.reason in (Absence.PENDING, Absence.RETRACTED)
    detail = {"view": purpose, "version": item.number, "reason": item.reason}
    return read_entry(item.report, Outcome.REFUSED if withheld else Outcome.FAILURE, detail)
