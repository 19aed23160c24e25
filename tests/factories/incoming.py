"""Messages and reports as an intake plugin would hand them to the core."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from ceres.accounts.models import IdentifierKind
from ceres.reports.incoming import (
    IncomingDocument,
    IncomingMessage,
    IncomingPatient,
    IncomingPrescriber,
    IncomingReport,
)
from ceres.reports.models import ReportStatus, Sex
from factories.documents import make_pdf

_serial = count(1)


def make_message(source: str = "LABO/CHT", **values: Any) -> IncomingMessage:
    """Return an envelope unlike any other."""
    number = next(_serial)
    message = IncomingMessage(
        source=source, control_id=f"MSG{number}", raw=f"MSH|{number}".encode(), message_type="ORU^R01", origin="test.hl7"
    )
    return replace(message, **values)


def make_patient(**values: Any) -> IncomingPatient:
    """Return an invented patient."""
    patient = IncomingPatient(
        nip="1980456123", nip_authority="CHT", family_name="TUFELE", given_name="Maleta", birth_date="1958-07-14", sex=Sex.FEMALE
    )
    return replace(patient, **values)


def make_recipient(code: str = "DR1", **values: Any) -> IncomingPrescriber:
    """Return an addressee known by the laboratory's own code."""
    recipient = IncomingPrescriber(identifiers=((IdentifierKind.CODE, code),), family_name="MARCHAND", given_name="Hélène")
    return replace(recipient, **values)


def make_report(*, prescriber: str = "DR1", text: str | None = "Compte rendu", **values: Any) -> IncomingReport:
    """Return a final report with a PDF saying ``text`` (None: no document), for the prescriber of that code."""
    report = IncomingReport(
        order_number="114000000",
        section="BIOCHIMIE",
        status=ReportStatus.FINAL,
        issued_at=datetime(2026, 3, 3, 9, 14, tzinfo=UTC),
        patient=make_patient(),
        recipients=(make_recipient(prescriber),),
        placer_reference="582016",
        document=None if text is None else IncomingDocument(make_pdf(text)),
    )
    return replace(report, **values)
