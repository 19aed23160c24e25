"""Opening reports and documents: what the account may see, with its trace, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.reports.identity import signed_in
from ceres.reports.query import ReportQuery
from ceres.reports.reading import DocumentVersion, ReportDetail, ReportNotFound, ReportReading, ReportRetracted
from ceres.reports.reading_sql import upsert_reading
from ceres.storage import DocumentStore, MissingDocument, StorageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.trail import Trail
    from ceres.web.request import Request

ASKED_ID_LENGTH = 120  # characters kept of what was asked for


class DocumentUnavailable(Exception):
    """The document is known, and its bytes cannot be read or are not what was received."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document ready to be sent; whoever sends it closes it."""

    version: DocumentVersion
    content: BinaryIO


class ReadingDesk:
    """Opens reports for one account; every opening, refusal and failure leaves exactly one event."""

    def __init__(self, reading: ReportReading, documents: DocumentStore, trail: Trail, scope: ReportQuery) -> None:
        self._reading = reading
        self._documents = documents
        self._trail = trail
        self._scope = scope

    @classmethod
    def for_request(cls, request: Request) -> ReadingDesk:
        """Return the desk of the signed-in account."""
        scope = ReportQuery.visible_to(signed_in(request).account_id, request.now)
        return cls(ReportReading(request.db), request.documents, request.trail, scope)

    def open_report(self, public_id: str, *, mark: bool = True) -> ReportDetail:
        """Return a report for its page; ``mark`` it read.

        Raises:
            ReportNotFound: it does not exist or is not the account's.
            ReportRetracted: the laboratory has withdrawn it.
        """
        report = self._find(public_id, {"view": "page"})
        number = report.row.current_version
        self._opened(report, number, {"view": "page", "version": number}, mark=mark)
        return report

    def open_document(self, public_id: str, number: int | None = None, *, mark: bool = True) -> OpenDocument:
        """Return the document of one version, the one in force for None.

        Raises:
            ReportNotFound: no such report or version, or not the account's.
            ReportRetracted: the laboratory has withdrawn the report.
            DocumentUnavailable: the store has not got its bytes.
        """
        asked: Mapping[str, str | int] = {} if number is None else {"version": number}
        report = self._find(public_id, asked)
        try:
            version = report.version(number)
        except ReportNotFound:
            self._refused(public_id, {"reason": "not-found", **asked})
            raise
        document = OpenDocument(version, self._content(report, version))
        self._opened(report, version.number, {"version": version.number, "sha256": version.sha256}, mark=mark)
        return document

    def _find(self, public_id: str, asked: Mapping[str, str | int]) -> ReportDetail:
        try:
            return self._reading.find(self._scope, public_id)
        except ReportNotFound:
            self._refused(public_id, {"reason": "not-found", **asked})
            raise
        except ReportRetracted:
            self._refused(public_id, {"reason": "retracted", **asked})
            raise

    def _content(self, report: ReportDetail, version: DocumentVersion) -> BinaryIO:
        try:
            content = self._documents.open(version.sha256)
        except StorageError as error:
            self._failed(report, version, "document-missing" if isinstance(error, MissingDocument) else "document-unreadable")
            raise DocumentUnavailable from error
        if content.seek(0, os.SEEK_END) != version.size:
            content.close()
            self._failed(report, version, "document-damaged")
            raise DocumentUnavailable
        return content

    def _opened(self, report: ReportDetail, version: int, detail: Mapping[str, str | int], *, mark: bool) -> None:
        self._trail.record(_entry(report, Outcome.SUCCESS, detail))
        if mark:
            self._trail.also(ReadingMark(self._scope, report.internal_id, version))

    def _refused(self, public_id: str, detail: Mapping[str, str | int]) -> None:
        asked = "".join(character if character.isprintable() else "\ufffd" for character in public_id)
        self._trail.record(
            AuditEntry("report.read", Outcome.REFUSED, object_type="report", object_id=asked[:ASKED_ID_LENGTH], detail=detail)
        )

    def _failed(self, report: ReportDetail, version: DocumentVersion, reason: str) -> None:
        detail: Mapping[str, str | int] = {"reason": reason, "version": version.number, "sha256": version.sha256}
        self._trail.record(_entry(report, Outcome.FAILURE, detail))


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """Extra row of a trace: the account has opened this version."""

    scope: ReportQuery
    report_id: int
    version: int

    def __call__(self, db: Session) -> None:
        """Write it in the transaction of the trace."""
        upsert_reading(db, self.scope.account_id, self.report_id, self.version, self.scope.now)


def _entry(report: ReportDetail, outcome: Outcome, detail: Mapping[str, str | int]) -> AuditEntry:
    row = report.row
    return AuditEntry("report.read", outcome, object_type="report", object_id=row.report_id, prescriber_id=row.prescriber_id, detail=detail)
