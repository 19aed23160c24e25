"""What follows from a published report: its events in the journal, and the plugins that hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.reports.models import Report, ReportVersion

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.plugins.hooks import Hooks


class Effects:
    """Traces and announces, all in the transaction of ``db``."""

    def __init__(self, db: Session, record: Record, hooks: Hooks) -> None:
        self._db = db
        self._record = record
        self._hooks = hooks

    def published(self, report: Report) -> None:
        """The report appears."""
        self._trace("report.published", report, version=report.current_version)
        self._announce("ceres_on_report_published", report=report)

    def amended(self, report: Report, previous: ReportVersion | None) -> None:
        """Another version is in force, or none any more."""
        self._trace("report.amended", report, version=report.current_version)
        self._announce("ceres_on_report_amended", report=report, previous=previous)

    def restated(self, report: Report) -> None:
        """Its status, its date or who may see it changed, not its content."""
        self._trace("report.amended", report, withheld=report.withheld.value)

    def renamed(self, report: Report, former: str) -> None:
        """Its section is shown under another name."""
        self._trace("report.renamed", report, former=former, section=report.section)

    def completed(self, report: Report, version: ReportVersion) -> None:
        """A former version came late."""
        self._trace("report.amended", report, version=version.number, former=True)

    def retracted(self, report: Report) -> None:
        """It is hidden from everybody."""
        self._trace("report.retracted", report, version=report.current_version)
        self._announce("ceres_on_report_retracted", report=report)

    def remembered(self, report: Report) -> None:
        """It was withdrawn before it came: it will never be shown."""
        self._trace("report.retracted", report, version=0)

    def _trace(self, action: str, report: Report, **detail: str | int | bool) -> None:
        entry = AuditEntry(action, object_type="report", object_id=report.public_id, detail={"status": report.status.value, **detail})
        self._record(entry)

    def _announce(self, hook: str, **arguments: object) -> None:
        # Our own rows first: a plugin's savepoint must hold nothing but the plugin's.
        self._db.flush()
        self._hooks.react(self._db, hook, **arguments)
