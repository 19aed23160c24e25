"""Reports the laboratory withdraws: hidden from everybody at once, kept for the audit, never shown again by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.db.inserting import insert_object
from ceres.reports.models import IntakeOutcome, LabOrder, Report, ReportStatus
from ceres.reports.publishing.rows import new_report, published_item
from ceres.reports.publishing.statement import UNVERIFIED_SUFFIX
from ceres.reports.publishing.versions import with_content
from ceres.reports.unplaced import RetractedContent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.incoming import PublishedItem
    from ceres.reports.publishing.effects import Effects
    from ceres.reports.publishing.statement import Statement
    from ceres.reports.publishing.versions import Versions


class Retraction:
    """Withdraws reports in the transaction of ``db``."""

    def __init__(self, db: Session, versions: Versions, effects: Effects) -> None:
        self._db = db
        self._versions = versions
        self._effects = effects

    def withdraw(self, order: LabOrder, statement: Statement) -> PublishedItem:
        """Hide what ``statement`` withdraws, whatever its date; remember it when nothing is known of it yet."""
        reports = self._concerned(order, statement)
        shown = [report for report in reports if report.status is not ReportStatus.RETRACTED]
        for report in shown:
            self._hide(report, statement)
        if not reports:
            reports = [self._remembered(order, statement)]
        elif not shown:
            self._prolong(reports, statement)
            return published_item(IntakeOutcome.DUPLICATE, statement, reports[0])
        return published_item(IntakeOutcome.RETRACTED, statement, (shown or reports)[0])

    def covers(self, report: Report, statement: Statement) -> bool:
        """Return whether ``statement`` is what was withdrawn with ``report``, coming late, and not its replacement.

        Raises:
            RetractedContent: it replaces the withdrawn document by the same one.
        """
        if statement.document is None or statement.issued_at <= report.issued_at:
            return True
        if with_content(self._versions.of(report), statement.content_hash, report):
            raise RetractedContent
        return False

    def keep_hidden(self, report: Report, statement: Statement) -> PublishedItem:
        """Keep what came late with what was withdrawn."""
        versions = self._versions.of(report)
        if statement.document is not None and not with_content(versions, statement.content_hash, report):
            self._versions.add(report, statement, len(versions) + 1)
        return published_item(IntakeOutcome.RETRACTED, statement, report)

    def set_aside(self, report: Report) -> None:
        """Make room for the report that replaces ``report``, whose documents must not become its former versions."""
        report.key = f"{report.key}#{report.public_id}"
        self._db.flush()

    def _concerned(self, order: LabOrder, statement: Statement) -> Sequence[Report]:
        reports = self._db.scalars(select(Report).where(Report.order_id == order.id).order_by(Report.id)).all()
        key = statement.report.key
        if key != statement.report.section_key:
            return [report for report in reports if report.key in (key, key + UNVERIFIED_SUFFIX)]
        # The section's own key stands for all its documents: nobody numbers them when withdrawing them. Their name may
        # have changed meanwhile, and another section may have the same name.
        names = {key, statement.report.section, *(report.section for report in reports if report.key == key)}
        return [report for report in reports if report.section in names and _is_of(report, key)]

    def _hide(self, report: Report, statement: Statement) -> None:
        report.status = ReportStatus.RETRACTED
        report.issued_at = max(report.issued_at, statement.issued_at)
        report.updated_at = statement.received_at
        self._effects.retracted(report)

    def _prolong(self, reports: Sequence[Report], statement: Statement) -> None:
        for report in reports:
            if report.key == statement.key:
                report.issued_at = max(report.issued_at, statement.issued_at)

    def _remembered(self, order: LabOrder, statement: Statement) -> Report:
        report = new_report(order, statement)
        insert_object(self._db, report)
        self._effects.remembered(report)
        return report


def _is_of(report: Report, section_key: str) -> bool:
    return report.key == section_key or report.key.startswith((f"{section_key}#", f"{section_key}/"))
