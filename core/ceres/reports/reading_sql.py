"""Statements of one report: its look-up, and the mark that it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, case, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ceres.accounts.models import Prescriber
from ceres.reports.models import Delivery, LabOrder, Patient, Reading, Report, ReportStatus, ReportVersion, Withheld
from ceres.reports.scope import Shape, conditions, mandated

REPORT = (
    Report.id.label("internal_id"),
    Report.public_id,
    Report.section,
    Report.status,
    Report.issued_at,
    Report.current_version,
    Delivery.prescriber_id,
    Delivery.placer_reference.label("reference"),
    Delivery.nip,
    LabOrder.number,
    Patient.family_name,
    Patient.given_name,
    Patient.birth_name,
    Patient.birth_date,
    Patient.sex,
    Reading.version_seen,
    Prescriber.family_name.label("prescriber_family_name"),
    Prescriber.given_name.label("prescriber_given_name"),
)
VERSION = (
    ReportVersion.number.label("version"),
    ReportVersion.status.label("version_status"),
    ReportVersion.issued_at.label("version_issued_at"),
    ReportVersion.received_at,
    ReportVersion.document_sha256,
    ReportVersion.document_size,
    ReportVersion.document_crc32,
    ReportVersion.document_ok,
    ReportVersion.rendered,
    ReportVersion.alert,
)


@lru_cache(maxsize=16)
def report_statement(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the statement of one report: one row a prescriber of the account and version, retracted reports included."""
    read = and_(Reading.report_id == Report.id, Reading.account_id == bindparam("account_id"))
    return (
        select(*REPORT, *VERSION)
        .select_from(Report)
        .join(Delivery, Delivery.report_id == Report.id)
        .join(LabOrder, LabOrder.id == Report.order_id)
        .join(Patient, Patient.id == LabOrder.patient_id)
        .join(Prescriber, Prescriber.id == Delivery.prescriber_id)
        .outerjoin(ReportVersion, ReportVersion.report_id == Report.id)
        .outerjoin(Reading, read)
        .where(Delivery.prescriber_id.in_(select(mandated().c.prescriber_id)), Report.withheld == Withheld.NO, *conditions(shape))
        .order_by(Delivery.prescriber_id, ReportVersion.number.desc())
    )


@lru_cache(maxsize=1)
def siblings_statement() -> Select[*tuple[Any, ...]]:
    """Return the statement of the other reports of a report's order that the account may see."""
    order = select(Report.order_id).where(Report.id == bindparam("internal_id")).scalar_subquery()
    mine = exists().where(Delivery.report_id == Report.id, Delivery.prescriber_id.in_(select(mandated().c.prescriber_id)))
    shown = and_(Report.withheld == Withheld.NO, Report.status != ReportStatus.RETRACTED, mine)
    columns = (Report.public_id, Report.section, Report.status, Report.issued_at, Report.current_version)
    return (
        select(*columns).where(Report.order_id == order, Report.id != bindparam("internal_id"), shown).order_by(Report.section, Report.id)
    )


def upsert_readings(db: Session, account_id: int, opened: Mapping[int, int], at: datetime) -> None:
    """Note that the account opened a version of each report; opening an older one never makes the newest unread again."""
    if not opened:
        return
    # In one order: two requests that mark the same reports must not wait for each other in turn.
    rows = [
        {"account_id": account_id, "report_id": report, "first_opened_at": at, "last_opened_at": at, "version_seen": version}
        for report, version in sorted(opened.items())
    ]
    db.execute(_upsert(db.get_bind().dialect.name), rows)


@lru_cache(maxsize=2)
def _upsert(dialect: str) -> Insert:
    table: Any = Reading.__table__
    insertion = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    opened = insertion.excluded
    newest = case((table.c.version_seen > opened.version_seen, table.c.version_seen), else_=opened.version_seen)
    return insertion.on_conflict_do_update(
        index_elements=[table.c.account_id, table.c.report_id],
        set_={"last_opened_at": opened.last_opened_at, "version_seen": newest},
    )
