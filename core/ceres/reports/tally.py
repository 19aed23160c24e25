"""How many reports each prescriber received: counted once by a job, and since then by whoever asks.

What is withheld or withdrawn is shown to nobody: it is taken off when the numbers are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, Select, Subquery, exists, func, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite

from ceres.reports.models import Delivery, DeliveryTally, Report
from ceres.reports.models.order import HIDDEN
from ceres.reports.scope import constant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import Session

    from ceres.db.clock import Clock
    from ceres.db.engine import Database

SETTLING = timedelta(minutes=15)  # a row numbered before others may be committed after them; no transaction lasts that long
STEP = 100_000  # deliveries counted in one transaction: the laboratory's feed does not wait


def received(db: Session, prescribers: Collection[int] | None = None) -> Subquery:
    """Return, by ``prescriber_id``, the number of ``reports`` that are shown to whoever may read them.

    Those of ``prescribers`` alone when they are named; one who has none may be missing.
    """
    # The sum hides the column from SQLite: it would walk all that was ever received, rather than look up what is new or hidden.
    owner = (Delivery.prescriber_id + constant(0)).label("prescriber_id")
    counted = select(DeliveryTally.prescriber_id, DeliveryTally.reports.label("reports"))
    # Looked up first: a planner that does not know the number would read the whole table.
    since = select(owner, func.count().label("reports")).where(Delivery.id > _mark(db))
    unseen = select(Report.id).where(text(f"({HIDDEN})"))
    hidden = select(owner, (-func.count()).label("reports")).where(Delivery.report_id.in_(unseen))
    if prescribers is not None:
        counted = counted.where(DeliveryTally.prescriber_id.in_(prescribers))
        since, hidden = since.where(owner.in_(prescribers)), hidden.where(owner.in_(prescribers))
    parts = union_all(counted, since.group_by(owner), hidden.group_by(owner)).subquery("parts")
    total = func.sum(parts.c.reports).label("reports")
    return select(parts.c.prescriber_id, total).group_by(parts.c.prescriber_id).subquery("received")


def latest(prescriber_id: Any) -> ScalarSelect[datetime]:
    """Return the date of the latest report of a prescriber, by the index of the list."""
    shown = ~exists().where(Report.id == Delivery.report_id, text(f"({HIDDEN})"))
    newest = select(Delivery.issued_at).where(Delivery.prescriber_id == prescriber_id, shown)
    return newest.order_by(Delivery.issued_at.desc()).limit(1).scalar_subquery()


def count_deliveries(database: Database, now: Clock, stopping: Callable[[], bool]) -> None:
    """Count what was delivered since the last time, a step a transaction; only one process at a time may do it."""
    with database.read() as db:
        mark = _mark(db)
        last = db.scalar(select(func.max(Delivery.id)).where(Delivery.id > mark, Delivery.delivered_at <= now() - SETTLING))
    while last is not None and mark < last and not stopping():
        through = min(mark + STEP, last)
        with database.write() as db:
            _count(db, mark, through)
        mark = through


def _count(db: Session, after: int, through: int) -> None:
    counts: Select[*tuple[Any, ...]] = select(Delivery.prescriber_id, func.count(), func.max(Delivery.id))
    step = counts.where(Delivery.id > after, Delivery.id <= through)
    found = db.execute(step.group_by(Delivery.prescriber_id).order_by(Delivery.prescriber_id)).all()
    if found:
        rows = [dict(zip(("prescriber_id", "reports", "through"), each, strict=True)) for each in found]
        db.execute(_upsert(db.get_bind().dialect.name), rows)


def _mark(db: Session) -> int:
    return db.scalar(select(func.max(DeliveryTally.through))) or 0


@lru_cache(maxsize=2)
def _upsert(dialect: str) -> Insert:
    table: Any = DeliveryTally.__table__
    insertion = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    new = insertion.excluded
    added = {"reports": table.c.reports + new.reports, "through": new.through}
    return insertion.on_conflict_do_update(index_elements=[table.c.prescriber_id], set_=added)
