"""Deliveries: the rows that the lists and searches of prescribers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.db.inserting import insert_rows
from ceres.reports.models import Delivery, DeliveryRole, Report
from ceres.reports.patients import key_of
from ceres.reports.publishing.names import Names
from ceres.reports.publishing.rows import is_pending

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.models import LabOrder
    from ceres.reports.publishing.rows import Arrival

Addressees = Mapping[int, DeliveryRole]
"""Prescribers by their internal ids, with why each one receives the report."""


class Deliveries:
    """Delivers reports in the transaction of ``db``; nobody loses what was delivered once."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now
        self._names = Names(db)

    def deliver(self, report: Report, arrival: Arrival, nip: str, *, news: bool, first: bool = False) -> None:
        """Deliver ``report`` to the addressees and to those who have it already.

        Args:
            report: what is delivered.
            arrival: to whom, and why now.
            nip: the patient's number to show.
            news: it becomes one of the latest arrivals.
            first: the report was just added: nobody has it yet.
        """
        rows = {} if first else {row.prescriber_id: row for row in self._already(report)}
        for row in rows.values():
            row.issued_at = report.issued_at
            row.pending = is_pending(report)
            if arrival.addressees.get(row.prescriber_id) is DeliveryRole.ORDERING:
                row.role = DeliveryRole.ORDERING
            if news:
                row.delivered_at = self._now
        self._add(report, arrival.order, nip, {number: role for number, role in arrival.addressees.items() if number not in rows})

    def _already(self, report: Report) -> Iterable[Delivery]:
        return self._db.scalars(select(Delivery).where(Delivery.report_id == report.id))

    def _add(self, report: Report, order: LabOrder, nip: str, addressees: Addressees) -> None:
        said = {"number": order.number, "placer_reference": order.placer_reference, "nip": nip, "patient_key": key_of(order.patient)}
        dates = {"issued_at": report.issued_at, "delivered_at": self._now, "pending": is_pending(report)}
        rows = [{"prescriber_id": number, "report_id": report.id, "role": role, **said, **dates} for number, role in addressees.items()]
        insert_rows(self._db, Delivery, rows)
        self._names.add((number, report.id, said["patient_key"]) for number in addressees)
