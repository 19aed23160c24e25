"""The whole way in and out: publish as an intake plugin does, look as the tables hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from ceres.app import Site
from ceres.plugins.host import PluginHost
from ceres.reports.incoming import IncomingReport, IntakeResult
from ceres.reports.models import Delivery, LabOrder, Observation, Report, ReportVersion
from ceres.reports.publishing import Publishing
from factories.incoming import make_message, make_report

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def hours(number: float) -> datetime:
    """Return the instant ``number`` hours after (or before) noon."""
    return NOON + timedelta(hours=number)


@dataclass
class Counter:
    """A front desk of the test site: publishes, and tells what is stored."""

    site: Site
    plugins: PluginHost | None = None
    now: datetime = field(default=hours(1000))

    @property
    def publishing(self) -> Publishing:
        """The service under test."""
        return Publishing(self.site.database, self.site.documents, self.plugins or self.site.plugins, lambda: self.now)

    def publish(self, *reports: IncomingReport, source: str = "LABO/CHT", **message: Any) -> IntakeResult:
        """Publish the reports in a message of their own."""
        return self.publishing.publish(make_message(source, **message), reports)

    def send(self, *, source: str = "LABO/CHT", **values: Any) -> str:
        """Publish one report in a message of its own; return what became of it, « quarantined: reason » if it was not placed."""
        result = self.publish(make_report(**values), source=source)
        return f"quarantined: {result.reason}" if result.outcome == "quarantined" else result.outcome.value

    def count(self, model: type[Any], *conditions: Any) -> int:
        """Return the number of rows."""
        with self.site.database.read() as db:
            return db.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    def all(self, model: type[Any], *conditions: Any) -> list[Any]:
        """Return rows, oldest first."""
        with self.site.database.read() as db:
            return list(db.scalars(select(model).where(*conditions).order_by(*model.__mapper__.primary_key)))

    def one(self, model: type[Any], *conditions: Any) -> Any:
        """Return the only row."""
        [row] = self.all(model, *conditions)
        return row

    def texts(self, report: Report | None = None) -> list[bytes]:
        """Return the documents of a report's versions, oldest first."""
        report = report or self.one(Report)
        versions = self.all(ReportVersion, ReportVersion.report_id == report.id)
        return [self.document(version) for version in versions]

    def document(self, version: ReportVersion) -> bytes:
        """Return the stored bytes of a version, proved."""
        self.site.documents.verify(version.document_sha256)
        with self.site.documents.open(version.document_sha256) as reader:
            return reader.read()

    def shown(self, report: Report | None = None) -> bytes | None:
        """Return the document in force."""
        report = report or self.one(Report)
        found = self.all(ReportVersion, ReportVersion.report_id == report.id, ReportVersion.number == report.current_version)
        return self.document(found[0]) if found else None

    def rows(self) -> dict[str, int]:
        """Return how many rows publishing has written, table by table."""
        return {model.__tablename__: self.count(model) for model in (LabOrder, Report, ReportVersion, Observation, Delivery)}


Desk = Callable[..., Counter]
