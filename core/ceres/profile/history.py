"""What an account did, and from where, as its owner reads it; no patient data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.audit.actions import titles
from ceres.audit.journal import Journal
from ceres.audit.lines import JournalLine
from ceres.audit.models import Outcome
from ceres.reports.query import ReportQuery
from ceres.reports.reading import ReportNotFound, ReportReading, ReportRetracted
from ceres.sessions.listing import devices_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

PAGE = 25  # lines
REASONS: Mapping[str, str] = {
    "password": _("mot de passe incorrect"),
    "disabled": _("compte désactivé"),
    "no-password": _("compte sans mot de passe"),
    "throttled": _("connexion suspendue"),
    "csrf": _("formulaire expiré"),
}


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the history; ``action`` and ``reason`` are msgids."""

    id: int
    at: datetime
    action: str
    outcome: Outcome
    report: str  # « 214000873 – BIOCHIMIE »; empty when it concerns none, or one that is no longer the account's
    reason: str
    ip: str
    device: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some lines, the newest first."""

    lines: Sequence[Access]
    older: int | None  # where the next page begins; None at the end


class OwnHistory:
    """The history of one account."""

    def __init__(self, db: Session, account_id: int, actions: Mapping[str, str], now: datetime) -> None:
        self._db = db
        self._account_id = account_id
        self._actions = actions
        self._scope = ReportQuery.visible_to(account_id, now)

    @classmethod
    def for_request(cls, request: Request, account_id: int) -> OwnHistory:
        """Return the history of the account that a request comes from."""
        return cls(request.db, account_id, titles(request.registry["ceres.site"].plugins), request.now)

    def page(self, number: int = PAGE, before: int | None = None) -> HistoryPage:
        """Return the ``number`` newest lines, or those that follow the line ``before``."""
        found = Journal(self._db).of_account(self._account_id, number + 1, before)
        shown = found[:number]
        return HistoryPage(self._accesses(shown), shown[-1].id if len(found) > number else None)

    def _accesses(self, lines: Sequence[JournalLine]) -> Sequence[Access]:
        devices = devices_of(self._db, self._account_id, (line.session_id for line in lines))
        reports = {name: self._report(name) for name in {line.object_id for line in lines if line.object_type == "report"}}
        return [
            Access(
                line.id,
                line.at,
                self._actions.get(line.action, line.action),
                line.outcome,
                reports.get(line.object_id, "") if line.object_type == "report" else "",
                REASONS.get(str(line.detail.get("reason", "")), ""),
                line.ip,
                devices.get(line.session_id, ""),
            )
            for line in lines
        ]

    def _report(self, public_id: str) -> str:
        try:
            row = ReportReading(self._db).find(self._scope, public_id).row
        except (ReportNotFound, ReportRetracted):
            return ""
        return f"{row.order_number} – {row.section}"
