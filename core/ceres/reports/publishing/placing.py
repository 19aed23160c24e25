"""Puts each report of a message where it belongs: a new row, a new version, a new status, or nothing new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from ceres.db.inserting import insert_object
from ceres.reports.directory import Directory
from ceres.reports.models import DeliveryRole, IntakeOutcome, Report, ReportStatus, ReportVersion
from ceres.reports.publishing.deliveries import Deliveries
from ceres.reports.publishing.orders import Orders
from ceres.reports.publishing.retraction import Retraction
from ceres.reports.publishing.rows import Arrival, Shape, new_report, published_item
from ceres.reports.publishing.versions import Versions
from ceres.reports.unplaced import NoRecipient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.incoming import IncomingReport, PublishedItem
    from ceres.reports.models import LabOrder
    from ceres.reports.publishing.deliveries import Addressees
    from ceres.reports.publishing.effects import Effects
    from ceres.reports.publishing.statement import Statement

TO_NOBODY = frozenset({ReportStatus.CANCELLED, ReportStatus.RETRACTED})
"""What ends a report may name no recipient: they are known from what came before."""


FIRST = 1
"""Number of a report's first version."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The message whose reports are placed."""

    source: str
    receipt_id: int
    received_at: datetime


class Placing:
    """Places the reports of one message, in the transaction of ``db``."""

    def __init__(self, db: Session, origin: Origin, effects: Effects) -> None:
        self._db = db
        self._source = origin.source
        self._effects = effects
        self._orders = Orders(db, origin.source, origin.received_at)
        self._directory = Directory(db, origin.received_at)
        self._versions = Versions(db, origin.receipt_id)
        self._deliveries = Deliveries(db, origin.received_at)
        self._retraction = Retraction(db, self._versions, effects)

    def place(self, statement: Statement) -> PublishedItem:
        """Place one report.

        Raises:
            Unplaced: there is no certain place for it.
        """
        order, known = self._orders.resolve(statement.report)
        if statement.report.status is ReportStatus.RETRACTED:
            return self._retraction.withdraw(order, statement)
        report = self._find(order, statement.key) if known else None
        if report is not None and report.status is ReportStatus.RETRACTED:
            if self._retraction.covers(report, statement):
                return self._retraction.keep_hidden(report, statement)
            self._retraction.set_aside(report)
            report = None
        arrival = Arrival(order, statement, self._addressees(statement.report))
        return self._publish(arrival) if report is None else self._restate(report, arrival)

    def _publish(self, arrival: Arrival) -> PublishedItem:
        if not arrival.addressees and arrival.statement.report.status not in TO_NOBODY:
            raise NoRecipient
        report = new_report(arrival.order, arrival.statement)
        report.current_version = FIRST if arrival.statement.document else 0
        insert_object(self._db, report)
        set_committed_value(report, "order", arrival.order)  # it is in hand: whoever asks for it need not look it up
        self._versions.begin(report, arrival.statement)
        self._tell(report, arrival, Shape(), None)
        return published_item(IntakeOutcome.PUBLISHED, arrival.statement, report)

    def _restate(self, report: Report, arrival: Arrival) -> PublishedItem:
        self._rename(report, arrival.statement.report.section)
        before, former = Shape.of(report), self._versions.of(report)
        added = self._versions.take(report, arrival.statement)
        previous = next((version for version in former if version.number == before.version), None)
        self._tell(report, arrival, before, previous)
        if added is not None and added.number != report.current_version:
            self._effects.completed(report, added)
        return published_item(_outcome(report, before, former, added), arrival.statement, report)

    def _rename(self, report: Report, section: str) -> None:
        # What tells it apart is its key: the name of its section may change, and it stays the same report.
        if report.section != section:
            former, report.section = report.section, section
            self._effects.renamed(report, former)

    def _tell(self, report: Report, arrival: Arrival, before: Shape, previous: ReportVersion | None) -> None:
        after = Shape.of(report)
        appears, amended = after.visible and not before.visible, after.visible and after.version != before.version
        if after.visible:
            nip = self._orders.nip(arrival.order, arrival.statement.report.patient)
            self._deliveries.deliver(report, arrival, nip, news=appears or amended, first=before == Shape())
        if appears:
            self._effects.published(report)
        elif amended:
            self._effects.amended(report, previous)
        elif before.visible and after.facts != before.facts:
            self._effects.restated(report)

    def _find(self, order: LabOrder, key: str) -> Report | None:
        return self._db.scalar(select(Report).where(Report.order_id == order.id, Report.key == key))

    def _addressees(self, report: IncomingReport) -> Addressees:
        found: dict[int, DeliveryRole] = {}
        for recipient in report.recipients:
            prescriber_id = self._directory.resolve(recipient, self._source)
            if found.get(prescriber_id) is not DeliveryRole.ORDERING:
                found[prescriber_id] = recipient.role
        return found


def _outcome(report: Report, before: Shape, former: list[ReportVersion], added: ReportVersion | None) -> IntakeOutcome:
    if added is not None:
        return IntakeOutcome.VERSION if former else IntakeOutcome.PUBLISHED
    return IntakeOutcome.DUPLICATE if Shape.of(report) == before else IntakeOutcome.PUBLISHED
