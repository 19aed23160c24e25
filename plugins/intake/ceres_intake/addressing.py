"""Whom an administrator sends a message to, when it names nobody with certainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.api import AuditEntry, Directory, IncomingPrescriber, SeveralPrescribers
from ceres_intake.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.api import Prescriber, QuarantinedMessage
    from ceres_intake.reading.reading import Examination

ADDRESSABLE = frozenset({Reason.NO_PRESCRIBER.value, Reason.PRESCRIBER_WITHOUT_CODE.value})


class NoSuchPrescriber(LookupError):
    """The code is nobody's for the source of the message, or several persons'."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A prescriber of the directory, as somebody must see them before deciding."""

    code: str
    prescriber: Prescriber
    person: IncomingPrescriber
    accounts: int  # that read their reports, or did


def chosen(db: Session, now: datetime, code: str, source: str) -> Choice:
    """Return the prescriber whom ``source`` reaches with ``code``; raises NoSuchPrescriber."""
    try:
        found = Directory(db, now).reached_by(code, source)
    except SeveralPrescribers as error:
        raise NoSuchPrescriber(code) from error
    if found is None:
        raise NoSuchPrescriber(code)
    prescriber, person = found
    return Choice(code, prescriber, person, len({mandate.account_id for mandate in prescriber.mandates}))


def named_in(examination: Examination) -> list[str]:
    """Return the prescribers that the message names without a code."""
    people = (person for reading in examination.readings for person in reading.addressees.uncoded)
    return [*dict.fromkeys(f"{person.family_name} {person.given_name}".strip() for person in people)]


def address_entry(message: QuarantinedMessage, code: str, why: str) -> AuditEntry:
    """Return the trace of the decision, written before it is carried out."""
    detail = {"source": message.source, "reason": message.reason, "code": code, "why": why}
    return AuditEntry("quarantine.address", object_type="message", object_id=message.message_sha256, detail=detail)
