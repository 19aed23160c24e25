"""The words by which patients' names are found, one row a word, kept in step with the deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ceres.db.inserting import insert_rows
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

    def add(self, deliveries: Iterable[tuple[int, int, str]]) -> None:
        """Add the words of new deliveries: prescriber, report, key of the patient."""
        insert_rows(
            self._db,
            DeliveryName,
            (
                {"prescriber_id": prescriber_id, "word": word, "report_id": report_id}
                for prescriber_id, report_id, patient_key in deliveries
                for word in key_words(patient_key)
            ),
        )

    def rewrite(self, reports: Select[int]) -> None:
        """Write anew the words of the deliveries of these reports, whose patient has other names now."""
        self._db.execute(delete(DeliveryName).where(DeliveryName.report_id.in_(reports)), execution_options={"synchronize_session": False})
        columns = select(Delivery.prescriber_id, Delivery.report_id, Delivery.patient_key)
        self.add((row[0], row[1], row[2]) for row in self._db.execute(columns.where(Delivery.report_id.in_(reports))))
