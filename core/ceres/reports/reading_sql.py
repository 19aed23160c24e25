"""Statements of one report: its look-up, and the mark that it was opened."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ceres.reports.models import Delivery, LabOrder, Patient, Reading, Report, ReportVersion, Withheld
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
)
VERSION = (
    ReportVersion.number.label("version"),
    ReportVersion.status.label("version_status"),
    ReportVersion.issued_at.label("version_issued_at"),
    ReportVersion.received_at,
    ReportVersion.document_sha256,
    ReportVersion.document_size,
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
        .outerjoin(ReportVersion, ReportVersion.report_id == Report.id)
        .outerjoin(Reading, read)
        .where(Delivery.prescriber_id.in_(select(mandated().c.prescriber_id)), Report.withheld == Withheld.NO, *conditions(shape))
        .order_by(Delivery.prescriber_id, ReportVersion.number.desc())
    )


def upsert_reading(db: Session, account_id: int, report_id: int, version: int, at: datetime) -> None:
    """Note that the account opened ``version``; opening an older one never makes the newest unread again."""
    values = {"account_id": account_id, "report_id": report_id, "first_opened_at": at, "last_opened_at": at, "version_seen": version}
    newest = case((Reading.version_seen > version, Reading.version_seen), else_=version)
    changes = {"last_opened_at": at, "version_seen": newest}
    key = [Reading.account_id, Reading.report_id]
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sqlite.insert(Reading).values(values).on_conflict_do_update(index_elements=key, set_=changes))
    else:
        db.execute(postgresql.insert(Reading).values(values).on_conflict_do_update(index_elements=key, set_=changes))
