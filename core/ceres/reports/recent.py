"""Values an account has seen lately, offered by the searches beside a free field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditEntry
from ceres.i18n.names import PersonName
from ceres.reports.identity import signed_in
from ceres.reports.listing import PageAsked, ReportListing, ResultRow
from ceres.reports.query import ReportQuery

if TYPE_CHECKING:
    from ceres.web.request import Request

LATEST = 100  # reports looked at
MOST_VALUES = 50


class RecentKind(StrEnum):
    """What of a report is offered."""

    NUMBER = "number"
    REFERENCE = "reference"
    NIP = "nip"


@dataclass(frozen=True, slots=True)
class RecentValue:
    """One value, with the patient whose report carries it."""

    value: str
    patient: PersonName


def recent_values(request: Request, kind: RecentKind) -> tuple[RecentValue, ...]:
    """Return the values of the latest reports that the account may see, newest first, each once; the reading is traced."""
    query = ReportQuery.visible_to(signed_in(request).account_id, request.now)
    page = ReportListing(request.db).page(query, PageAsked(size=LATEST))
    request.trail.record(AuditEntry("report.list", detail={"view": "recent-values", "kind": kind.value, "rows": len(page.rows)}))
    found: dict[str, RecentValue] = {}
    for row in page.rows:
        if value := _value(row, kind):
            found.setdefault(value, RecentValue(value, PersonName(row.family_name, row.given_name)))
    return tuple(found.values())[:MOST_VALUES]


def _value(row: ResultRow, kind: RecentKind) -> str:
    match kind:
        case RecentKind.NUMBER:
            return row.order_number
        case RecentKind.REFERENCE:
            return row.reference
        case RecentKind.NIP:
            return row.nip
