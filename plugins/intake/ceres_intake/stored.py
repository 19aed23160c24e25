"""What is stored, version by version, for checks from outside; no patient data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from ceres.api import Database, LabOrder, Receipt, Report, ReportVersion


def stored_versions(database: Database) -> Iterator[dict[str, Any]]:
    """Yield each stored version in the order of arrival, read row by row."""
    columns = (
        Receipt.control_id,
        LabOrder.source,
        LabOrder.number.label("order_number"),
        Report.section,
        ReportVersion.number.label("version"),
        ReportVersion.status,
        ReportVersion.document_sha256.label("sha256"),
        ReportVersion.document_ok,
        ReportVersion.rendered,
    )
    joined = select(*columns).join(Report, ReportVersion.report_id == Report.id).join(LabOrder, Report.order_id == LabOrder.id)
    query = joined.join(Receipt, ReportVersion.receipt_id == Receipt.id).order_by(ReportVersion.id)
    with database.read() as db:
        for row in db.execute(query.execution_options(yield_per=500)):
            yield dict(row._mapping)
