"""Statements of the results page; their text depends on few things, so each one is built once a process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    null,
    select,
    true,
    tuple_,
    union,
    union_all,
)

from ceres.db.base import UtcDateTime
from ceres.reports.models import Delivery, LabOrder, Patient, Reading, Report, ReportVersion
from ceres.reports.scope import Shape, branch, constant, mandated

ORDER = (Delivery.issued_at.desc(), Delivery.report_id.desc())


class PagePlan(NamedTuple):
    """What decides the text of a page's statement."""

    shape: Shape
    slots: int  # prescribers looked at; the statement tells how many there are
    limit: int  # rows
    after: bool  # whether the page follows a key
    ceiling: int  # reports counted at most; 0: no count


@lru_cache(maxsize=256)
def page_statement(plan: PagePlan) -> Select[Any]:
    """Return the statement of one page: one row a report and version, and on each row ``mandates`` and ``total``.

    A page without reports still gives one row, whose other columns are null.
    """
    mandates = mandated()
    details = _details(_candidates(mandates, plan))
    totals = select(_mandate_count(mandates).label("mandates"), _total(mandates, plan).label("total")).subquery("totals")
    order = (details.c.issued_at.desc(), details.c.internal_id.desc(), details.c.version.desc())
    return select(totals, details).select_from(totals.outerjoin(details, true())).order_by(*order)


def _candidates(mandates: CTE, plan: PagePlan) -> Subquery:
    """Merge the first rows of each prescriber; a report delivered to several of them stands once."""
    ranges = [branch(mandates, slot, plan.shape) for slot in range(plan.slots)]
    if plan.after:
        ranges = [each.where(_follows_key()) for each in ranges]
    bounded = [select(each.order_by(*ORDER).limit(constant(plan.limit)).subquery()) for each in ranges]
    merged = union_all(*bounded).subquery("merged")
    columns = merged.c
    return (
        select(
            columns.report_id,
            columns.issued_at,
            func.min(columns.prescriber_id).label("prescriber_id"),
        )
        .group_by(columns.report_id, columns.issued_at)
        .order_by(columns.issued_at.desc(), columns.report_id.desc())
        .limit(constant(plan.limit))
        .subquery("page")
    )


def _details(page: Subquery) -> Subquery:
    read = and_(Reading.report_id == page.c.report_id, Reading.account_id == bindparam("account_id"))
    return (
        select(
            page.c.report_id.label("internal_id"),
            page.c.issued_at,
            page.c.prescriber_id,
            Delivery.placer_reference.label("reference"),
            Delivery.nip,
            Report.public_id,
            Report.section,
            Report.status,
            Report.current_version,
            LabOrder.number,
            Patient.family_name,
            Patient.given_name,
            Patient.birth_name,
            Patient.birth_date,
            Reading.version_seen,
            ReportVersion.number.label("version"),
            ReportVersion.document_ok,
        )
        .select_from(page)
        .join(Delivery, and_(Delivery.prescriber_id == page.c.prescriber_id, Delivery.report_id == page.c.report_id))
        .join(Report, Report.id == page.c.report_id)
        .join(LabOrder, LabOrder.id == Report.order_id)
        .join(Patient, Patient.id == LabOrder.patient_id)
        .outerjoin(ReportVersion, ReportVersion.report_id == page.c.report_id)
        .outerjoin(Reading, read)
        .subquery("details")
    )


def _follows_key() -> ColumnElement[bool]:
    key_report = select(Report.id).where(Report.public_id == bindparam("after_report")).scalar_subquery()
    key = tuple_(bindparam("after_issued_at", type_=UtcDateTime()), key_report)
    return tuple_(Delivery.issued_at, Delivery.report_id) < key


def _mandate_count(mandates: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(mandates).scalar_subquery()


def _total(mandates: CTE, plan: PagePlan) -> ColumnElement[Any]:
    if not plan.ceiling:
        return null()
    # In the order of the list: the planner then walks the same index, and stops at the ceiling.
    ranges = [branch(mandates, slot, plan.shape).order_by(*ORDER).limit(constant(plan.ceiling)) for slot in range(plan.slots)]
    distinct = union(*(select(each.subquery().c.report_id) for each in ranges)).subquery("found")
    capped = select(constant(1)).select_from(distinct).limit(constant(plan.ceiling)).subquery("counted")
    return select(func.count()).select_from(capped).scalar_subquery()
