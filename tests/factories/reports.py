"""Reports written straight to the database, delivered to the prescribers given."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from zlib import crc32

from sqlalchemy import update
from sqlalchemy.orm import Session

from ceres.accounts.models import Prescriber
from ceres.reports.folding import patient_key
from ceres.reports.models import (
    Delivery,
    DeliveryRole,
    IntakeOutcome,
    LabOrder,
    Patient,
    Receipt,
    Report,
    ReportStatus,
    ReportVersion,
    Sex,
    Withheld,
)
from ceres.reports.publishing.names import Names
from ceres.reports.publishing.rows import is_pending

_serial = count(1)
ISSUED = datetime(2026, 3, 3, 9, 14, tzinfo=UTC)


def add_receipt(db: Session) -> Receipt:
    """Add the receipt of some message."""
    number = next(_serial)
    digest = sha256(f"receipt {number}".encode()).hexdigest()
    receipt = Receipt(
        source="LABO",
        control_id=f"R{number}",
        message_sha256=digest,
        size=1,
        received_at=ISSUED,
        outcome=IntakeOutcome.PUBLISHED,
    )
    db.add(receipt)
    db.flush()
    return receipt


def add_patient(db: Session, **values: Any) -> Patient:
    """Add an invented patient."""
    usual = {"family_name": "TUFELE", "given_name": "Maleta", "birth_date": "1958-07-14", "sex": Sex.FEMALE}
    patient = Patient(created_at=ISSUED, updated_at=ISSUED, **(usual | values))
    db.add(patient)
    db.flush()
    return patient


def add_report(
    db: Session,
    *prescribers: Prescriber,
    patient: Patient | None = None,
    number: str = "",
    section: str = "BIOCHIMIE",
    status: ReportStatus = ReportStatus.FINAL,
    withheld: Withheld = Withheld.NO,
    issued_at: datetime = ISSUED,
    documents: Iterable[bytes] = (b"%PDF-1.4 1",),
    reference: str = "",
    nip: str = "",
) -> Report:
    """Add one report, with one version for each of ``documents``, whose bytes are not stored."""
    patient = patient or add_patient(db)
    number = number or str(114000000 + next(_serial))
    order = LabOrder(source="LABO", number=number, placer_reference=reference, patient_id=patient.id, created_at=issued_at)
    report = Report(
        public_id=secrets.token_urlsafe(16),
        order=order,
        key=section,
        section=section,
        status=status,
        withheld=withheld,
        issued_at=issued_at,
        created_at=issued_at,
        updated_at=issued_at,
    )
    db.add(report)
    db.flush()
    for prescriber in prescribers:
        deliver(db, report, prescriber, patient=patient, number=number, reference=reference, nip=nip)
    for document in documents:
        add_version(db, report, document)
    return report


def deliver(
    db: Session, report: Report, prescriber: Prescriber, *, patient: Patient, number: str, reference: str = "", nip: str = ""
) -> None:
    """Deliver ``report`` to one more prescriber."""
    row = Delivery(
        prescriber_id=prescriber.id,
        report_id=report.id,
        role=DeliveryRole.ORDERING,
        issued_at=report.issued_at,
        delivered_at=report.issued_at,
        number=number,
        placer_reference=reference,
        nip=nip,
        patient_key=patient_key(patient.family_name, patient.given_name, patient.birth_name),
        pending=is_pending(report),
    )
    db.add(row)
    db.flush()
    Names(db).add([(prescriber.id, report.id, row.patient_key)])


def add_version(db: Session, report: Report, document: bytes, *, ok: bool = True) -> ReportVersion:
    """Add a version, which becomes the one in force."""
    digest = sha256(document).hexdigest()
    report.current_version += 1
    db.execute(update(Delivery).where(Delivery.report_id == report.id).values(pending=False))
    version = ReportVersion(
        report_id=report.id,
        number=report.current_version,
        status=report.status,
        issued_at=report.issued_at,
        received_at=report.issued_at,
        content_hash=digest,
        document_sha256=digest,
        document_size=len(document),
        document_crc32=crc32(document),
        document_ok=ok,
        receipt_id=add_receipt(db).id,
    )
    db.add(version)
    db.flush()
    return version
