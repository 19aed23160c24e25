"""What to do with a message, by its type alone (MSH-9, read leniently)."""

from __future__ import annotations

from enum import Enum, auto

from ceres_intake.hl7.message import Message
from ceres_intake.reasons import Reason

REPORTS = frozenset({"ORU"})
DOCUMENTS = frozenset({"MDM"})
# Understood, and nothing a prescriber reads. What carries results under another name (OUL) is not here: it is kept.
NOT_REPORTS = frozenset(
    {
        *("ACK", "ADT", "BAR", "DFT", "MCF", "MFK", "MFN", "NMD", "OMG", "OML", "OMS", "OMP", "ORG", "ORL", "ORM", "ORR"),
        *("PMU", "PPR", "QBP", "QCK", "QRY", "RAS", "RDE", "RDS", "REF", "RRE", "RSP", "SIU", "SRM", "VXU", "ZAM"),
    }
)
# Numbers of patients or of their stays that become others.
MERGES = frozenset({"A18", "A34", "A35", "A36", "A37", "A39", "A40", "A41", "A42", "A43", "A44", "A45", "A46", "A47"})


class Way(Enum):
    """Where a message goes."""

    READ = auto()
    DOCUMENT = auto()
    MERGE = auto()
    IGNORE = auto()
    QUARANTINE = auto()


def message_type(message: Message) -> tuple[str, str]:
    """Return the type and the trigger of ``message``, in capitals."""
    return message.header.component(9).upper(), message.header.component(9, 2).upper()


def way_of(message: Message) -> tuple[Way, Reason | None]:
    """Return where ``message`` goes, and why when it is not read."""
    code, trigger = message_type(message)
    if code in REPORTS:
        return Way.READ, None
    if code in DOCUMENTS:
        return Way.DOCUMENT, None
    if code == "ADT" and trigger in MERGES:
        return Way.MERGE, None
    if code in NOT_REPORTS:
        return Way.IGNORE, Reason.NOT_A_REPORT
    return Way.QUARANTINE, Reason.UNKNOWN_TYPE
