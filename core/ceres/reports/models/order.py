"""Orders, their reports, the immutable versions of each report and their observations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column
from ceres.reports.models.patient import Patient


class ReportStatus(StrEnum):
    """Status of a report (FHIR DiagnosticReport.status, with what the guide shows)."""

    REGISTERED = "registered"  # « En cours... »
    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"


class Withheld(StrEnum):
    """Why a stored report is shown to nobody."""

    NO = ""
    MASKED = "masked"  # MASQUE_PS = Y
    UNVERIFIED = "unverified"  # OBR-25 = R


class Alert(StrEnum):
    """The gravest thing the laboratory flagged in a version's values."""

    NONE = ""
    ABNORMAL = "abnormal"  # outside the reference range
    CRITICAL = "critical"  # panic limits


HIDDEN = "withheld <> '' OR status = 'retracted'"
"""SQL of the reports that are shown to nobody, as their index has it: constants, or the index does not serve."""


class LabOrder(Base):
    """One request (HL7 filler order): the number is the laboratory's, unique within a source."""

    __tablename__ = "lab_order"
    __table_args__ = (UniqueConstraint("source", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(120), index=True)
    placer_reference: Mapped[str] = mapped_column(String(120), default="")
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    patient: Mapped[Patient] = relationship()
    reports: Mapped[list[Report]] = relationship(back_populates="order")


class Report(Base):
    """One section of one order: the line the prescriber sees."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("order_id", "key"),
        # The few that no list counts: looking them up costs less than looking at every report counted.
        Index("ix_report_hidden", "id", postgresql_where=text(HIDDEN), sqlite_where=text(HIDDEN)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)  # random: nothing can be counted through addresses
    order_id: Mapped[int] = mapped_column(ForeignKey("lab_order.id"))
    key: Mapped[str] = mapped_column(String(200))  # what tells the reports of one order apart (see IncomingReport.key)
    section: Mapped[str] = mapped_column(String(120))
    status: Mapped[ReportStatus] = mapped_column(enum_column(ReportStatus))
    withheld: Mapped[Withheld] = mapped_column(enum_column(Withheld), default=Withheld.NO)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    current_version: Mapped[int] = mapped_column(Integer, default=0)  # ReportVersion.number, 0 while there is none
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    order: Mapped[LabOrder] = relationship(back_populates="reports")
    versions: Mapped[list[ReportVersion]] = relationship(back_populates="report", order_by="ReportVersion.number")


class ReportVersion(Base):
    """One immutable state of a report; the former ones stay readable."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int] = mapped_column(Integer)  # 1, 2, 3… in order of arrival
    status: Mapped[ReportStatus] = mapped_column(enum_column(ReportStatus))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_hash: Mapped[str] = mapped_column(Sha256Hex)  # document and observations: decides what is a new version
    document_sha256: Mapped[str] = mapped_column(Sha256Hex)
    document_size: Mapped[int] = mapped_column(BigInteger)  # bytes
    document_crc32: Mapped[int] = mapped_column(BigInteger)
    document_ok: Mapped[bool] = mapped_column(Boolean, default=True)  # false: incomplete, shown with a warning
    rendered: Mapped[bool] = mapped_column(Boolean, default=False)  # made here from values or text, not by the laboratory
    alert: Mapped[Alert] = mapped_column(enum_column(Alert), default=Alert.NONE)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)

    report: Mapped[Report] = relationship(back_populates="versions")
    observations: Mapped[list[Observation]] = relationship(back_populates="version", order_by="Observation.position")


class Observation(Base):
    """One structured value of a version (HL7 OBX), as the laboratory sent it: no rounding, no conversion."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id"))
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(120), default="")
    label: Mapped[str] = mapped_column(String(500), default="")
    coding_system: Mapped[str] = mapped_column(String(120), default="")
    value_type: Mapped[str] = mapped_column(String(3))
    value: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(120), default="")
    reference_range: Mapped[str] = mapped_column(String(200), default="")
    flags: Mapped[str] = mapped_column(String(60), default="")
    status: Mapped[str] = mapped_column(String(20), default="")
    observed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    version: Mapped[ReportVersion] = relationship(back_populates="observations")
