"""Opening reports and documents: what the account may see, with its trace, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from ceres.audit.journal import Journal
from ceres.audit.models import Outcome
from ceres.reports.identity import signed_in
from ceres.reports.openings import Openings
from ceres.reports.query import ReportQuery
from ceres.reports.reading import DocumentVersion, ReportDetail, ReportNotFound, ReportReading, ReportRetracted
from ceres.reports.traces import Detail, ReadingMarks, read_entry, refused_entry
from ceres.storage import DocumentStore, MissingDocument, StorageError

if TYPE_CHECKING:
    from ceres.audit.trail import Trail
    from ceres.web.request import Request


class DocumentUnavailable(Exception):
    """The document is known, and its bytes cannot be read or are not what was received."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document ready to be sent; whoever sends it closes it."""

    version: DocumentVersion
    content: BinaryIO


class ReadingDesk:
    """Opens reports for one account; every opening, refusal and failure leaves exactly one event."""

    def __init__(self, reading: ReportReading, documents: DocumentStore, trail: Trail, scope: ReportQuery, openings: Openings) -> None:
        self._reading = reading
        self._documents = documents
        self._trail = trail
        self._scope = scope
        self._openings = openings

    @classmethod
    def for_request(cls, request: Request) -> ReadingDesk:
        """Return the desk of the signed-in account."""
        identity = signed_in(request)
        scope = ReportQuery.visible_to(identity.account_id, request.now)
        openings = Openings(Journal(request.db), identity, request.now)
        return cls(ReportReading(request.db), request.documents, request.trail, scope, openings)

    def open_report(self, public_id: str, number: int | None = None, *, mark: bool = True) -> ReportDetail:
        """Return a report for its page, which shows one version, the one in force for None; ``mark`` it read.

        Raises:
            ReportNotFound: no such report or version, or not the account's.
            ReportRetracted: the laboratory has withdrawn it.
        """
        asked: Detail = {"view": "page"} if number is None else {"view": "page", "version": number}
        report = self._find(public_id, asked)
        shown = report.row.current_version if number is None else self._version(report, number, asked).number
        self._opened(report, shown, {"view": "page", "version": shown}, mark=mark)
        return report

    def open_document(
        self, public_id: str, number: int | None = None, *, mark: bool = True, continues: Callable[[DocumentVersion], bool] | None = None
    ) -> OpenDocument:
        """Return the document of one version, the one in force for None.

        ``continues`` tells whether a later part of it is asked for: with its beginning traced within the minute by the
        same session, that part is no reading of its own.

        Raises:
            ReportNotFound: no such report or version, or not the account's.
            ReportRetracted: the laboratory has withdrawn the report.
            DocumentUnavailable: the store has not got its bytes.
        """
        asked: Detail = {} if number is None else {"version": number}
        report = self._find(public_id, asked)
        version = self._version(report, number, asked)
        document = OpenDocument(version, self._content(report, version))
        detail: Detail = {"version": version.number, "sha256": version.sha256}
        if not (continues and continues(version) and self._openings.traced(public_id, detail)):
            self._opened(report, version.number, detail, mark=mark)
        return document

    def _find(self, public_id: str, asked: Detail) -> ReportDetail:
        try:
            return self._reading.find(self._scope, public_id)
        except ReportNotFound:
            self._trail.record(refused_entry(public_id, {"reason": "not-found", **asked}))
            raise
        except ReportRetracted:
            self._trail.record(refused_entry(public_id, {"reason": "retracted", **asked}))
            raise

    def _version(self, report: ReportDetail, number: int | None, asked: Detail) -> DocumentVersion:
        try:
            return report.version(number)
        except ReportNotFound:
            self._trail.record(refused_entry(report.row.report_id, {"reason": "not-found", **asked}))
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

    def _opened(self, report: ReportDetail, version: int, detail: Detail, *, mark: bool) -> None:
        self._trail.record(read_entry(report.row, Outcome.SUCCESS, detail))
        if mark:
            self._trail.also(ReadingMarks(self._scope, {report.internal_id: version}))

    def _failed(self, report: ReportDetail, version: DocumentVersion, reason: str) -> None:
        detail: Detail = {"reason": reason, "version": version.number, "sha256": version.sha256}
        self._trail.record(read_entry(report.row, Outcome.FAILURE, detail))
