"""Rows of reports: how they begin, what of them decides who hears of a change, what is said of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.reports.incoming import PublishedItem
from ceres.reports.models import IntakeOutcome, LabOrder, Report, ReportStatus, Withheld

if TYPE_CHECKING:
    from ceres.reports.publishing.deliveries import Addressees
    from ceres.reports.publishing.statement import Statement

PUBLIC_ID_BYTES = 16  # random


@dataclass(frozen=True, slots=True)
class Arrival:
    """A statement, with the order it is about and those it is addressed to."""

    order: LabOrder
    statement: Statement
    addressees: Addressees


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a report decides who must hear of a change."""

    visible: bool = False
    version: int = 0
    facts: tuple[ReportStatus, datetime, Withheld] | None = None

    @classmethod
    def of(cls, report: Report) -> Shape:
        """Return the present shape of ``report``."""
        visible = report.withheld is Withheld.NO and report.status is not ReportStatus.RETRACTED
        return cls(visible, report.current_version, (report.status, report.issued_at, report.withheld))


def is_pending(report: Report) -> bool:
    """Return whether the report has no document yet and one will come: « En cours… »."""
    return report.current_version == 0 and report.status not in (ReportStatus.CANCELLED, ReportStatus.RETRACTED)


def new_report(order: LabOrder, statement: Statement) -> Report:
    """Return a row for a report nobody has heard of, without any version yet."""
    return Report(
        public_id=secrets.token_urlsafe(PUBLIC_ID_BYTES),
        order_id=order.id,
        key=statement.key,
        section=statement.report.section,
        status=statement.report.status,
        withheld=statement.report.withheld,
        issued_at=statement.issued_at,
        current_version=0,
        created_at=statement.received_at,
        updated_at=statement.received_at,
    )


def published_item(outcome: IntakeOutcome, statement: Statement, report: Report) -> PublishedItem:
    """Return what became of ``statement``, which concerned ``report``."""
    return PublishedItem(
        outcome=outcome,
        order_number=statement.report.order_number,
        section=statement.report.section,
        status=statement.report.status,
        report_id=report.public_id,
        document_sha256=statement.document.sha256 if statement.document else "",
    )
