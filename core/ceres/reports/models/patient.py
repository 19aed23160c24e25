"""Patients, as the laboratory identified them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceres.db.base import Base, BigId, UtcDateTime, enum_column


class Sex(StrEnum):
    """Administrative sex (HL7 table 0001)."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "O"
    UNKNOWN = "U"


class PatientIdentifierKind(StrEnum):
    """Systems of patient identifiers."""

    NIP = "nip"  # the hospital's own number (IPP)
    FORMER_NIP = "former_nip"  # merged into the present one: still searchable
    INS = "ins"  # national number: stored only where the site asks for it


class Patient(Base):
    """Identity as the laboratory sent it last."""

    __tablename__ = "patient"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    family_name: Mapped[str] = mapped_column(String(200), default="")  # name in use
    given_name: Mapped[str] = mapped_column(String(200), default="")
    birth_name: Mapped[str] = mapped_column(String(200), default="")  # when it differs from the name in use
    birth_date: Mapped[str] = mapped_column(String(10), default="")  # ISO, as precise as known: 1950, 1950-03, 1950-03-21
    sex: Mapped[Sex] = mapped_column(enum_column(Sex, 1), default=Sex.UNKNOWN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    identifiers: Mapped[list[PatientIdentifier]] = relationship(back_populates="patient", cascade="all, delete-orphan")


class PatientIdentifier(Base):
    """One number of one patient, unique within the authority that assigned it."""

    __tablename__ = "patient_identifier"
    __table_args__ = (UniqueConstraint("kind", "authority", "value"), Index(None, "value"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[PatientIdentifierKind] = mapped_column(enum_column(PatientIdentifierKind))
    authority: Mapped[str] = mapped_column(String(120))  # the source's name when the message names none
    value: Mapped[str] = mapped_column(String(120))

    patient: Mapped[Patient] = relationship(back_populates="identifiers")
