"""Statements of the results page; their text depends on few things, so each one is built once a process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, bindparam, func, null, select, true, union_all

from ceres.reports.listing_plan import COUNT_CEILING, NEWS_CEILING, NEWS_WINDOW, PagePlan
from ceres.reports.listing_ranges import Ranges
from ceres.reports.models import Delivery, LabOrder, Patient, Reading, Report, ReportVersion
from ceres.reports.ordering import sort_keys
from ceres.reports.query import Kind
from ceres.reports.scope import Condition, constant, mandated

UNREAD = PagePlan((Condition(Kind.UNREAD),), slots=0, gathered=True, window=NEWS_WINDOW)
PENDING = PagePlan((Condition(Kind.PENDING),), slots=0)


@lru_cache(maxsize=256)
def page_statement(plan: PagePlan) -> Select[Any]:
    """Return the statement of one page: one row a report and version, and on each row what ``_totals`` tells.

    A page without reports still gives one row, whose other columns are null.
    """
    mandates = mandated()
    ranges = Ranges(mandates, plan)
    details = _details(_candidates(ranges, plan))
    totals = _totals(mandates, ranges, plan).subquery("totals")
    order = (*sort_keys(plan.order, details.c), details.c.version.desc())
    return select(totals, details).select_from(totals.outerjoin(details, true())).order_by(*order)


def _candidates(ranges: Ranges, plan: PagePlan) -> Subquery:
    """Merge the first rows of each prescriber; a report delivered to several of them stands once."""
    merged = union_all(*(select(each.subquery()) for each in ranges.page())).subquery("merged").c
    keys = [merged[name] for name in ranges.column_names if name != "prescriber_id"]
    return (
        select(*keys, func.min(merged.prescriber_id).label("prescriber_id"))
        .group_by(*keys)
        .order_by(*sort_keys(plan.order, merged, backward=plan.backward))
        .limit(constant(plan.limit))
        .subquery("page")
    )


def _details(page: Subquery) -> Subquery:
    read = and_(Reading.report_id == page.c.report_id, Reading.account_id == bindparam("account_id"))
    return (
        select(
            *page.c,
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
            ReportVersion.alert,
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


def _totals(mandates: CTE, ranges: Ranges, plan: PagePlan) -> Select[Any]:
    """Return how many prescribers there are, how many reports, whether a gathering left some out, and the quick counts."""
    count = select(func.count()).select_from(mandates).scalar_subquery()
    return select(
        count.label("mandates"),
        (ranges.size(COUNT_CEILING + 1) if plan.counted else null()).label("total"),
        (ranges.saturated() if plan.gathered else null()).label("saturated"),
        *(_news(mandates, plan.slots) if plan.news else ()),
    )


def _news(mandates: CTE, slots: int) -> tuple[ColumnElement[Any], ...]:
    """Return the counts beside the quick filters; what is unread is counted among the latest."""
    unread, pending = (Ranges(mandates, plan._replace(slots=slots)) for plan in (UNREAD, PENDING))
    return (
        unread.size(NEWS_CEILING + 1).label("unread"),
        unread.saturated().label("more_unread"),
        pending.size(NEWS_CEILING + 1).label("pending"),
    )
