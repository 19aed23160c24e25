"""The versions of a report: added, never changed, and which of them is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ceres.db.inserting import insert_object, insert_row, insert_rows
from ceres.reports.alerts import alert_of
from ceres.reports.models import Observation, Report, ReportStatus, ReportVersion
from ceres.reports.publishing.statement import report_standing, version_standing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.incoming import IncomingObservation
    from ceres.reports.publishing.statement import Statement


class Versions:
    """Reads and adds versions in the transaction of ``db``; ``receipt_id`` proves where the new ones come from."""

    def __init__(self, db: Session, receipt_id: int) -> None:
        self._db = db
        self._receipt_id = receipt_id

    def of(self, report: Report) -> list[ReportVersion]:
        """Return the versions of ``report`` in order of arrival."""
        found = select(ReportVersion).where(ReportVersion.report_id == report.id).order_by(ReportVersion.number)
        return [*self._db.scalars(found)]

    def begin(self, report: Report, statement: Statement) -> None:
        """Add the first version of a report that was just added, when there is a document."""
        if statement.document:
            columns = self._columns(report, statement, report.current_version)
            self._add_observations(insert_row(self._db, ReportVersion, columns), statement.report.observations)

    def take(self, report: Report, statement: Statement) -> ReportVersion | None:
        """Bring ``report`` up to date with ``statement``; return the version that was added, if its content is another one.

        What is in force does not depend on the order in which the statements arrive.
        """
        versions = self.of(report)
        added = self._taken(report, statement, versions) if statement.document else None
        if added is not None:
            versions.append(added)
        if statement.standing >= report_standing(report):
            report.status, report.issued_at = statement.report.status, statement.issued_at
            report.withheld, report.updated_at = statement.report.withheld, statement.received_at
        report.current_version = _shown_number(report, versions)
        return added

    def add(self, report: Report, statement: Statement, number: int) -> ReportVersion:
        """Add a version with its observations; raises ValueError when the statement has no document."""
        version = ReportVersion(**self._columns(report, statement, number))
        insert_object(self._db, version)
        self._add_observations(version.id, statement.report.observations)
        return version

    def _columns(self, report: Report, statement: Statement, number: int) -> dict[str, Any]:
        stored, incoming = statement.document, statement.report.document
        if stored is None or incoming is None:
            raise ValueError("a version needs a document")
        return {
            "report_id": report.id,
            "number": number,
            "status": statement.report.status,
            "issued_at": statement.issued_at,
            "received_at": statement.received_at,
            "content_hash": statement.content_hash,
            "document_sha256": stored.sha256,
            "document_size": stored.size,
            "document_crc32": stored.crc32,
            "document_ok": incoming.complete,
            "rendered": incoming.rendered,
            "alert": alert_of(each.flags for each in statement.report.observations),
            "receipt_id": self._receipt_id,
        }

    def _taken(self, report: Report, statement: Statement, versions: Sequence[ReportVersion]) -> ReportVersion | None:
        newest, same = _newest(versions, report), with_content(versions, statement.content_hash, report)
        if same is not None and statement.standing <= version_standing(same, report):
            return None
        if same is not None and same is newest:
            same.status, same.issued_at = statement.report.status, statement.issued_at
            return None
        if same is not None and newest is not None and statement.standing < version_standing(newest, report):
            return None
        # Another content, or a former one that the laboratory came back to.
        return self.add(report, statement, len(versions) + 1)

    def _add_observations(self, version_id: int, observations: Sequence[IncomingObservation]) -> None:
        rows = (_row(version_id, position, observation) for position, observation in enumerate(observations, start=1))
        insert_rows(self._db, Observation, rows)


def with_content(versions: Sequence[ReportVersion], content_hash: str, report: Report) -> ReportVersion | None:
    """Return the version in ``versions`` that has this content, the last one stated when several have it."""
    same = [version for version in versions if version.content_hash == content_hash]
    return max(same, key=lambda version: version_standing(version, report), default=None)


def _newest(versions: Sequence[ReportVersion], report: Report) -> ReportVersion | None:
    return max(versions, key=lambda version: (version_standing(version, report), version.number), default=None)


def _shown_number(report: Report, versions: Sequence[ReportVersion]) -> int:
    newest = _newest(versions, report)
    if newest is None or (report.status is ReportStatus.CANCELLED and newest.status is not ReportStatus.CANCELLED):
        return 0
    return newest.number


def _row(version_id: int, position: int, observation: IncomingObservation) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "position": position,
        "code": observation.code,
        "label": observation.label,
        "coding_system": observation.coding_system,
        "value_type": observation.value_type,
        "value": observation.value,
        "unit": observation.unit,
        "reference_range": observation.reference_range,
        "flags": observation.flags,
        "status": observation.status,
        "observed_at": observation.observed_at,
    }
