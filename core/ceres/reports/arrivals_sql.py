"""Statements of the latest arrivals: a bounded walk of the index of arrivals of each prescriber, then a few names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, func, select, true, union

from ceres.reports.models import Delivery, LabOrder, Patient, Report
from ceres.reports.scope import Shape, constant, deliveries, mandated

LATEST = (Delivery.delivered_at.desc(), Delivery.id.desc())


@lru_cache(maxsize=16)
def arrivals_statement(shape: Shape, slots: int, limit: int) -> Select[Any]:
    """Return the statement of at most ``limit`` arrivals of each prescriber, newest first, and on each row ``mandates``.

    Without arrivals it still gives one row, whose other columns are null.
    """
    mandates = mandated()
    columns = Delivery.report_id, Delivery.prescriber_id, Delivery.issued_at, Delivery.delivered_at
    ranges = [deliveries(mandates, slot, shape, *columns) for slot in range(slots)]
    merged = union(*(select(each.order_by(*LATEST).limit(constant(limit)).subquery()) for each in ranges)).subquery("merged")
    latest = (
        select(merged.c.report_id, merged.c.issued_at, func.max(merged.c.delivered_at).label("delivered_at"))
        .group_by(merged.c.report_id, merged.c.issued_at)
        .subquery("latest")
    )
    total = select(select(func.count()).select_from(mandates).scalar_subquery().label("mandates")).subquery("total")
    shown = (total, latest, _current_version(latest), _patient(latest))
    return select(*shown).select_from(total.outerjoin(latest, true())).order_by(latest.c.delivered_at.desc(), latest.c.report_id.desc())


def names_statement() -> Select[int, str, str]:
    """Return the statement of the names of the patients ``patients``."""
    return select(Patient.id, Patient.family_name, Patient.given_name).where(Patient.id.in_(bindparam("patients", expanding=True)))


# Looked up one by one: beside a few hundred rows, a planner that knows no better would read whole tables to join them.
def _current_version(latest: Subquery) -> ColumnElement[int]:
    return select(Report.current_version).where(Report.id == latest.c.report_id).scalar_subquery().label("current_version")


def _patient(latest: Subquery) -> ColumnElement[int]:
    orders = select(LabOrder.patient_id).join(Report, Report.order_id == LabOrder.id)
    return orders.where(Report.id == latest.c.report_id).scalar_subquery().label("patient_id")
