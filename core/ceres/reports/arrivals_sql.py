"""The statement of the latest arrivals: a bounded walk of the index of arrivals of each prescriber."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select, true, union

from ceres.reports.models import Delivery, LabOrder, Patient, Report
from ceres.reports.scope import Shape, branch, constant, mandated

LATEST = (Delivery.delivered_at.desc(), Delivery.id.desc())


@lru_cache(maxsize=16)
def arrivals_statement(shape: Shape, slots: int, limit: int) -> Select[Any]:
    """Return the statement of at most ``limit`` arrivals of each prescriber, newest first, and on each row ``mandates``.

    Without arrivals it still gives one row, whose other columns are null.
    """
    mandates = mandated()
    ranges = [branch(mandates, slot, shape).add_columns(Delivery.delivered_at) for slot in range(slots)]
    bounded = [select(each.order_by(*LATEST).limit(constant(limit)).subquery()) for each in ranges]
    merged = union(*bounded).subquery("merged")
    latest = (
        select(merged.c.report_id, func.max(merged.c.delivered_at).label("delivered_at")).group_by(merged.c.report_id).subquery("latest")
    )
    details = (
        select(
            latest.c.report_id.label("internal_id"),
            latest.c.delivered_at,
            Report.issued_at,
            Report.current_version,
            LabOrder.patient_id,
            Patient.family_name,
            Patient.given_name,
        )
        .select_from(latest)
        .join(Report, Report.id == latest.c.report_id)
        .join(LabOrder, LabOrder.id == Report.order_id)
        .join(Patient, Patient.id == LabOrder.patient_id)
        .subquery("details")
    )
    total = select(select(func.count()).select_from(mandates).scalar_subquery().label("mandates")).subquery("total")
    order = (details.c.delivered_at.desc(), details.c.internal_id.desc())
    return select(total, details).select_from(total.outerjoin(details, true())).order_by(*order)
