"""Statement of what stands around one report in a list: walks the same index as the list, from where the report stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, bindparam, func, null, select, tuple_, union, union_all

from ceres.db.base import UtcDateTime
from ceres.reports.models import Delivery, Report
from ceres.reports.scope import Shape, constant, deliveries, mandated

COLUMNS: tuple[Any, ...] = (Delivery.report_id, Delivery.prescriber_id, Delivery.issued_at)
PLACE = tuple_(Delivery.issued_at, Delivery.report_id)


class AroundPlan(NamedTuple):
    """What decides the text of the statement."""

    shape: Shape
    slots: int  # prescribers looked at; the statement tells how many there are
    ranked: int  # newer reports counted at most
    counted: int  # reports of the list counted at most; 0: no count


@lru_cache(maxsize=64)
def around_statement(plan: AroundPlan) -> Select[Any]:
    """Return a statement of one row: ``newer``, ``older`` (public ids), ``rank`` (newer reports), ``total``, ``inside``, ``mandates``."""
    mandates = mandated()
    ranges = [deliveries(mandates, slot, plan.shape, *COLUMNS, by_words=True) for slot in range(plan.slots)]
    here = tuple_(bindparam("here_issued_at", type_=UtcDateTime()), bindparam("here_report"))
    after, before = [each.where(here < PLACE) for each in ranges], [each.where(here > PLACE) for each in ranges]
    return select(
        _nearest(after, newest=False).label("newer"),
        _nearest(before, newest=True).label("older"),
        _count(after, plan.ranked).label("rank"),
        (_count(ranges, plan.counted) if plan.counted else null()).label("total"),
        _count([each.where(Delivery.report_id == bindparam("here_report")) for each in ranges], 1).label("inside"),
        _mandates(mandates).label("mandates"),
    )


def _nearest(ranges: list[Select[Any]], *, newest: bool) -> ColumnElement[Any]:
    order = [column.desc() if newest else column.asc() for column in (Delivery.issued_at, Delivery.report_id)]
    found = union_all(*(select(each.order_by(*order).limit(constant(1)).subquery()) for each in ranges)).subquery()
    place = [column.desc() if newest else column.asc() for column in (found.c.issued_at, found.c.report_id)]
    return select(Report.public_id).join(found, found.c.report_id == Report.id).order_by(*place).limit(constant(1)).scalar_subquery()


def _count(ranges: list[Select[Any]], ceiling: int) -> ColumnElement[Any]:
    order = (Delivery.issued_at.desc(), Delivery.report_id.desc())
    bounded = [each.order_by(*order).limit(constant(ceiling)).subquery() for each in ranges]
    distinct = union(*(select(each.c.report_id) for each in bounded)).subquery()
    return select(func.count()).select_from(select(constant(1)).select_from(distinct).limit(constant(ceiling)).subquery()).scalar_subquery()


def _mandates(mandates: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(mandates).scalar_subquery()
