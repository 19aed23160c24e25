"""The words by which patients' names are found, one row a word, kept in step with the deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from ceres.reports.folding import key_words
from ceres.reports.models import Delivery, DeliveryName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class Names:
    """Writes the words of deliveries in the transaction of ``db``."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def add(self, prescriber_id: int, report_id: int, patient_key: str) -> None:
        """Add the words of a new delivery."""
        self._insert([(prescriber_id, report_id, patient_key)])

    def rewrite(self, reports: Select[int]) -> None:
        """Write anew the words of the deliveries of these reports, whose patient has other names now."""
        self._db.execute(delete(DeliveryName).where(DeliveryName.report_id.in_(reports)), execution_options={"synchronize_session": False})
        columns = select(Delivery.prescriber_id, Delivery.report_id, Delivery.patient_key)
        self._insert((row[0], row[1], row[2]) for row in self._db.execute(columns.where(Delivery.report_id.in_(reports))))

    def _insert(self, deliveries: Iterable[tuple[int, int, str]]) -> None:
        rows: list[dict[str, Any]] = [
            {"prescriber_id": prescriber_id, "word": word, "report_id": report_id}
            for prescriber_id, report_id, patient_key in deliveries
            for word in key_words(patient_key)
        ]
        if rows:
            self._db.execute(insert(DeliveryName), rows)
