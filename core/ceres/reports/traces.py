"""What is left behind when a report is read: the event, and the mark that the account opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.reports.reading_sql import upsert_readings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.listing import ResultRow
    from ceres.reports.query import ReportQuery

READ = "report.read"
REPORT = "report"
ASKED_ID_LENGTH = 120  # characters kept of what was asked for

Detail = Mapping[str, str | int]


def read_entry(row: ResultRow, outcome: Outcome, detail: Detail) -> AuditEntry:
    """Return the event of a report that the account may see."""
    return AuditEntry(READ, outcome, object_type=REPORT, object_id=row.report_id, prescriber_id=row.prescriber_id, detail=detail)


def refused_entry(asked: str, detail: Detail) -> AuditEntry:
    """Return the event of something that is not a report, or not the account's."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in asked)
    return AuditEntry(READ, Outcome.REFUSED, object_type=REPORT, object_id=shown[:ASKED_ID_LENGTH], detail=detail)


@dataclass(frozen=True, slots=True)
class ReadingMarks:
    """Extra rows of a trace: the account has opened a version of each of these reports."""

    scope: ReportQuery
    opened: Mapping[int, int]  # version by the report's internal id

    def __call__(self, db: Session) -> None:
        """Write them in the transaction of the trace."""
        upsert_readings(db, self.scope.account_id, self.opened, self.scope.now)
