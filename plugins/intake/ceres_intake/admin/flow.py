"""What the page shows of the flow: the last messages, the days, the listeners; no patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from ceres.api import IntakeOutcome, Quarantine, Receipt
from ceres_intake.health import FORGOTTEN, SILENT
from ceres_intake.models import IntakeFlow, IntakeListener

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LAST = 30  # messages
DAYS = 7


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One message as it was taken in."""

    id: int
    received_at: datetime
    source: str
    message_type: str
    outcome: IntakeOutcome
    reason: str  # stable code
    quarantine: int | None  # its number there


@dataclass(frozen=True, slots=True)
class ListenerLine:
    """One listener as it described itself last."""

    name: str
    started_at: datetime
    seen_at: datetime
    connections: int
    in_hand: int
    up: bool


class FlowDesk:
    """Reads the flow."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def last(self) -> Sequence[ReceivedMessage]:
        """Return the last messages, the newest first."""
        columns = Receipt.id, Receipt.received_at, Receipt.source, Receipt.message_type, Receipt.outcome, Receipt.reason, Quarantine.id
        newest = select(*columns).outerjoin(Quarantine, Quarantine.receipt_id == Receipt.id).order_by(Receipt.id.desc()).limit(LAST)
        return [_received(row) for row in self._db.execute(newest)]

    def days(self) -> Sequence[IntakeFlow]:
        """Return what each source sent on the last days, the newest first."""
        since = (self._now - timedelta(days=DAYS - 1)).date()
        order = IntakeFlow.day.desc(), IntakeFlow.source
        return self._db.scalars(select(IntakeFlow).where(IntakeFlow.day >= since).order_by(*order)).all()

    def listeners(self) -> Sequence[ListenerLine]:
        """Return the listeners that spoke lately; one that stopped without saying so is not up."""
        rows = self._db.scalars(select(IntakeListener).where(IntakeListener.seen_at > self._now - FORGOTTEN).order_by(IntakeListener.name))
        return [
            ListenerLine(row.name, row.started_at, row.seen_at, row.connections, row.in_hand, row.seen_at > self._now - SILENT)
            for row in rows
        ]


def _received(row: Row[*tuple[Any, ...]]) -> ReceivedMessage:
    return ReceivedMessage(*tuple(row))
