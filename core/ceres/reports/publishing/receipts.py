"""Receipts: the proof that a message was taken in, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from ceres.db.inserting import insert_row
from ceres.reports.models import IntakeOutcome, Quarantine, QuarantineState, Receipt

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.reports.publishing.cleaning import Envelope

KEY = "source", "control_id", "message_sha256"
SAME = [getattr(Receipt, name) == bindparam(name) for name in KEY]
KNOWN, THE_RECEIPT = select(Receipt.id).where(*SAME), select(Receipt).where(*SAME)


class ReceiptBook:
    """Reads and writes receipts in the transaction of ``db``."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def find(self, envelope: Envelope) -> Receipt | None:
        """Return the receipt of the very same message."""
        return self._db.scalar(THE_RECEIPT, _key(envelope))

    def knows(self, envelope: Envelope) -> bool:
        """Return whether the very same message has a receipt."""
        return self._db.scalar(KNOWN, _key(envelope)) is not None

    def write(self, envelope: Envelope, outcome: IntakeOutcome, reason: str = "") -> Receipt:
        """Write the receipt of a message that had none; its outcome may still change."""
        columns = {
            **_key(envelope),
            "message_type": envelope.message_type,
            "size": envelope.size,
            "origin": envelope.origin,
            "received_at": self._now,
            "outcome": outcome,
            "reason": reason[:60],
        }
        return Receipt(id=insert_row(self._db, Receipt, columns), **columns)

    def conclude(self, receipt: Receipt, outcome: IntakeOutcome, reason: str) -> None:
        """Write what became of the message, where its receipt says something else."""
        said = {"outcome": outcome, "reason": reason[:60]}
        if (receipt.outcome, receipt.reason) != tuple(said.values()):
            self._db.execute(update(Receipt).where(Receipt.id == receipt.id).values(said))

    def set_aside(self, receipt: Receipt, reason: str, explanation: str) -> None:
        """Put the message in quarantine."""
        quarantine = Quarantine(receipt_id=receipt.id, reason=reason[:60], explanation=explanation, created_at=self._now)
        self._db.add(quarantine)

    def waiting(self, receipt: Receipt) -> Quarantine | None:
        """Return the quarantine in which the message waits, locked."""
        waiting = {"receipt_id": receipt.id, "state": QuarantineState.WAITING}
        return self._db.scalar(select(Quarantine).filter_by(**waiting).with_for_update())

    def explain(self, receipt: Receipt, quarantine: Quarantine, reason: str, explanation: str) -> None:
        """Say anew why the message waits."""
        receipt.reason = quarantine.reason = reason[:60]
        quarantine.explanation = explanation

    def release(self, quarantine: Quarantine, by: str) -> None:
        """Let the message out of quarantine: it was placed after all."""
        quarantine.state, quarantine.resolved_at, quarantine.resolved_by = QuarantineState.REPLAYED, self._now, by

    def dismiss(self, quarantine: Quarantine, by: str) -> None:
        """Put the message away for good."""
        quarantine.state, quarantine.resolved_at, quarantine.resolved_by = QuarantineState.DISMISSED, self._now, by


def _key(envelope: Envelope) -> dict[str, str]:
    return dict(zip(KEY, (envelope.source, envelope.control_id, envelope.sha256), strict=True))
