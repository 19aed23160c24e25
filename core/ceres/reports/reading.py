"""One report and its documents, for somebody who may see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from ceres.i18n.names import PersonName
from ceres.reports.listing import ResultRow, make_row
from ceres.reports.models import ReportStatus, Sex
from ceres.reports.query import ReportQuery
from ceres.reports.reading_sql import report_statement, siblings_statement
from ceres.reports.scope import parameters, shape_of

PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
NOT_IN_FILE_NAMES = re.compile(r"[^\w.-]+")
FILE_NAME_LENGTH = 120  # characters, without the extension


class ReportNotFound(LookupError):
    """The report does not exist, or not for this account: nobody can tell which."""


class ReportRetracted(LookupError):
    """The laboratory has withdrawn the report."""


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One document of a report."""

    number: int
    status: ReportStatus
    issued_at: datetime
    received_at: datetime
    sha256: str
    size: int  # bytes
    crc32: int
    ok: bool  # false: incomplete as received
    rendered: bool  # made by the portal from values or text
    current: bool
    file_name: str  # for downloads; no patient data


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """What the page of one report shows."""

    internal_id: int  # never shown
    row: ResultRow
    sex: Sex
    versions: tuple[DocumentVersion, ...]  # newest first
    prescriber: PersonName  # through whom the account sees it

    @property
    def current(self) -> DocumentVersion | None:
        """The document in force; none while the examinations are in progress."""
        return next((version for version in self.versions if version.current), None)

    def successor(self, version: DocumentVersion) -> DocumentVersion | None:
        """Return the version that replaced ``version``; none for the newest."""
        return next((each for each in reversed(self.versions) if each.number > version.number), None)

    def predecessor(self, version: DocumentVersion) -> DocumentVersion | None:
        """Return the version that ``version`` replaced; none for the first."""
        return next((each for each in self.versions if each.number < version.number), None)

    def version(self, number: int | None) -> DocumentVersion:
        """Return one version, the one in force for None; raises ReportNotFound."""
        found = self.current if number is None else next((each for each in self.versions if each.number == number), None)
        if found is None:
            raise ReportNotFound
        return found


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another report of the same order."""

    report_id: str
    section: str
    status: ReportStatus
    issued_at: datetime
    current_version: int  # 0: no document yet


class ReportReading:
    """Finds one report among those a query allows."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def find(self, query: ReportQuery, public_id: str) -> ReportDetail:
        """Return the report.

        Raises:
            ReportNotFound: it does not exist or is not the account's.
            ReportRetracted: it was the account's, and the laboratory has withdrawn it.
        """
        if not PUBLIC_ID.fullmatch(public_id):
            raise ReportNotFound
        wanted = query.with_report(public_id)
        lines = self._db.execute(report_statement(shape_of(wanted)), parameters(wanted)).all()
        if not lines:
            raise ReportNotFound
        if lines[0].status is ReportStatus.RETRACTED:
            raise ReportRetracted
        return _make_detail([line for line in lines if line.prescriber_id == lines[0].prescriber_id])

    def siblings(self, query: ReportQuery, report: ReportDetail) -> tuple[Sibling, ...]:
        """Return the other reports of the same order that the account may see."""
        values = {**parameters(query), "internal_id": report.internal_id}
        return tuple(Sibling(*line) for line in self._db.execute(siblings_statement(), values))

    def find_all(self, query: ReportQuery, public_ids: Sequence[str]) -> dict[str, ReportDetail]:
        """Return those of the reports that exist and are the account's, by public id; the retracted ones too, which say so."""
        known = [public_id for public_id in public_ids if PUBLIC_ID.fullmatch(public_id)]
        wanted = query.with_reports(known)
        found: dict[str, list[Row[Any]]] = {}
        for line in self._db.execute(report_statement(shape_of(wanted)), parameters(wanted)):
            lines = found.setdefault(line.public_id, [line])
            if line is not lines[0] and line.prescriber_id == lines[0].prescriber_id:
                lines.append(line)
        return {public_id: _make_detail(lines) for public_id, lines in found.items()}


def _make_detail(lines: Sequence[Row[Any]]) -> ReportDetail:
    row = make_row(lines)
    versions = tuple(_make_version(line, row) for line in lines if line.version is not None)
    first = lines[0]
    prescriber = PersonName(first.prescriber_family_name, first.prescriber_given_name)
    return ReportDetail(first.internal_id, row, first.sex, versions, prescriber)


def _make_version(line: Row[Any], row: ResultRow) -> DocumentVersion:
    current = line.version == row.current_version
    return DocumentVersion(
        number=line.version,
        status=line.version_status,
        issued_at=line.version_issued_at,
        received_at=line.received_at,
        sha256=line.document_sha256,
        size=line.document_size,
        crc32=line.document_crc32,
        ok=line.document_ok,
        rendered=line.rendered,
        current=current,
        file_name=_file_name(row, None if current else line.version),
    )


def _file_name(row: ResultRow, version: int | None) -> str:
    parts = [row.order_number, row.section, *([] if version is None else [f"v{version}"])]
    cleaned = (NOT_IN_FILE_NAMES.sub("-", part).strip("-.") for part in parts)
    return "_".join(part for part in cleaned if part)[:FILE_NAME_LENGTH] + ".pdf"
