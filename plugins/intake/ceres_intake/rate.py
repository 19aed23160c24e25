"""How much arrives: messages by hour and by day, what each source sent last, which one is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ceres.api import Receipt
from ceres_intake.models import IntakeFlow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HOURS, DAYS = 24, 7
LATELY = timedelta(days=14)
USUAL = 5  # days with reports among these: the source usually speaks
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Messages received between two instants."""

    begins: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class SourceRate:
    """What one source sent."""

    name: str
    last_at: datetime
    messages: int  # in the last 24 hours
    silent: bool


class Rate:
    """Counts through ``db``; hours and days are those of ``zone``."""

    def __init__(self, db: Session, now: datetime, zone: tzinfo) -> None:
        self._db = db
        self._now = now
        self._zone = zone

    def hours(self) -> Sequence[Span]:
        """Return the last hours, the present one last."""
        present = self._now.astimezone(self._zone).replace(minute=0, second=0, microsecond=0).astimezone(self._now.tzinfo)
        return self._counted([present + ONE_HOUR * step for step in range(1 - HOURS, 2)])

    def days(self) -> Sequence[Span]:
        """Return the last days, today last."""
        today = self._now.astimezone(self._zone).date()
        days = [today + timedelta(days=step) for step in range(1 - DAYS, 2)]
        return self._counted([datetime.combine(day, time(), self._zone) for day in days])

    def sources(self, silent_after: timedelta) -> Sequence[SourceRate]:
        """Return what each source sent lately; one that usually speaks is silent after ``silent_after`` (zero: never)."""
        usual = self._reporting_days()
        recent = self._recent()
        lines = []
        for name in sorted({*usual, *recent}):
            days, last_report = usual.get(name, (0, None))
            last_message, messages = recent.get(name, (None, 0))
            last = max(filter(None, (last_report, last_message)))
            lines.append(SourceRate(name, last, messages, bool(silent_after) and days >= USUAL and self._now - last > silent_after))
        return lines

    def _reporting_days(self) -> dict[str, tuple[int, datetime]]:
        since = (self._now - LATELY).date()
        columns = IntakeFlow.source, func.count(), func.max(IntakeFlow.last_message_at)
        rows = self._db.execute(select(*columns).where(IntakeFlow.day >= since).group_by(IntakeFlow.source))
        return {source: (days, last) for source, days, last in rows}

    def _recent(self) -> dict[str, tuple[datetime, int]]:
        # What only waits in quarantine is no report, and no silence either.
        columns = Receipt.source, func.max(Receipt.received_at), func.count()
        rows = self._db.execute(select(*columns).where(Receipt.received_at > self._now - ONE_HOUR * HOURS).group_by(Receipt.source))
        return {source: (last, messages) for source, last, messages in rows}

    def _counted(self, edges: Sequence[datetime]) -> Sequence[Span]:
        spans = [*pairwise(edges)]
        counts = [func.count().filter(Receipt.received_at >= begins, Receipt.received_at < ends) for begins, ends in spans]
        row = self._db.execute(select(*counts).where(Receipt.received_at >= edges[0], Receipt.received_at < edges[-1])).one()
        return [Span(begins, messages) for (begins, _), messages in zip(spans, row, strict=True)]
