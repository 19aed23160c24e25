"""The bounded part of each prescriber that a page reads: a range of an index, or what a search has gathered."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, false, func, or_, select, union

from ceres.db.base import UtcDateTime
from ceres.reports.listing_plan import PagePlan
from ceres.reports.models import Delivery, Report
from ceres.reports.ordering import Order, beyond, sort_keys
from ceres.reports.query import Kind
from ceres.reports.scope import constant, deliveries, unread


class KeyColumns(NamedTuple):
    """The key of a page, as values of a statement; the name stays in the database."""

    issued_at: ColumnElement[Any]
    report_id: ColumnElement[Any]
    patient_key: ColumnElement[Any]


class Ranges:
    """What one statement reads of each prescriber of the account."""

    def __init__(self, mandates: CTE, plan: PagePlan) -> None:
        self._mandates = mandates
        self._plan = plan
        # Once a statement: the page and the counts speak of the same gathering.
        self._gatherings = [self._gathered(slot) for slot in range(plan.slots)] if plan.gathered else []

    @property
    def column_names(self) -> tuple[str, ...]:
        """What is read; without the name, the index of the dates holds it all."""
        usual = ("report_id", "prescriber_id", "issued_at")
        return (*usual, "patient_key") if self._plan.order.by_name else usual

    def page(self) -> list[Select[Any]]:
        """Return, for each prescriber, the first rows of the page as far as they are that prescriber's."""
        plan = self._plan
        ranges = []
        for source, columns in self._sources():
            followed = source.where(beyond(plan.order, columns, self._key(), backward=plan.backward)) if plan.keyed else source
            ranges.append(followed.order_by(*sort_keys(plan.order, columns, backward=plan.backward)).limit(constant(plan.limit)))
        return ranges

    def size(self, ceiling: int) -> ColumnElement[int]:
        """Return how many reports the whole list shows, counted up to ``ceiling``."""
        # In the order of the list: the planner then walks the same index, and stops at the ceiling.
        ordered = [source.order_by(*sort_keys(self._plan.order, columns)) for source, columns in self._sources()]
        distinct = union(*(select(each.limit(constant(ceiling)).subquery().c.report_id) for each in ordered)).subquery()
        capped = select(constant(1)).select_from(distinct).limit(constant(ceiling)).subquery()
        return select(func.count()).select_from(capped).scalar_subquery()

    def saturated(self) -> ColumnElement[bool]:
        """Return whether a gathering left reports out."""
        sizes = (select(func.count()).select_from(each).scalar_subquery() for each in self._gatherings)
        return or_(false(), *(size > constant(self._plan.window) for size in sizes))

    def _sources(self) -> list[tuple[Select[Any], Any]]:
        plan = self._plan
        if plan.gathered:
            return [(self._kept(each), each.c) for each in self._gatherings]
        columns = [getattr(Delivery, name) for name in self.column_names]
        return [(deliveries(self._mandates, slot, plan.shape, *columns), Delivery) for slot in range(plan.slots)]

    def _kept(self, gathered: CTE) -> Select[Any]:
        rows = select(*gathered.c)
        return rows.where(unread(gathered.c.report_id)) if self._plan.unread_only else rows

    def _gathered(self, slot: int) -> CTE:
        plan = self._plan
        columns = [getattr(Delivery, name) for name in self.column_names]
        rows = deliveries(self._mandates, slot, plan.found, *columns, by_words=True)
        if not any(condition.kind is Kind.PATIENT for condition in plan.found):
            rows = rows.order_by(*sort_keys(Order.NEWEST, Delivery))
        return rows.limit(constant(plan.window + 1)).cte()

    def _key(self) -> KeyColumns:
        report_id = select(Report.id).where(Report.public_id == bindparam("key_report")).scalar_subquery()
        row = Delivery.__table__.alias()
        own = and_(row.c.report_id == report_id, row.c.prescriber_id.in_(select(self._mandates.c.prescriber_id)))
        name = select(func.min(row.c.patient_key)).where(own).scalar_subquery()
        return KeyColumns(bindparam("key_issued_at", type_=UtcDateTime()), report_id, name)
