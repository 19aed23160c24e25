"""All that the administration shows of one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.models import PasswordReset, ResetKind
from ceres.admin.account_desk import AccountDesk
from ceres.admin.accounts import AccountLine, AccountList
from ceres.audit.entry import AuditEntry
from ceres.audit.journal import Journal
from ceres.audit.lines import JournalLine
from ceres.reports.identity import signed_in
from ceres.reports.traced import TracedReports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ceres.accounts.mandates import MandateLine
    from ceres.accounts.models import Account
    from ceres.sessions.listing import OpenSession
    from ceres.web.request import Request

EVENTS = 8  # the newest ones


@dataclass(frozen=True, slots=True)
class AccountSheet:
    """One account, in as many statements whatever it did."""

    account: Account
    line: AccountLine
    own: bool  # whether it is that of the administrator who looks
    given_until: datetime | None  # end of the invitation or of the temporary password
    mandates: Sequence[MandateLine]
    sessions: Sequence[OpenSession]
    events: Sequence[JournalLine]
    labels: Mapping[str, str]  # « 214000873 – BIOCHIMIE » by the public id of a report


def sheet_of(request: Request, desk: AccountDesk, account: Account) -> AccountSheet:
    """Return the sheet of an account; looking at its last events is traced as any reading of the journal."""
    events = Journal(request.db).of_account(account.id, EVENTS)
    request.trail.record(AuditEntry("journal.read", object_type="account", object_id=account.login))
    return AccountSheet(
        account,
        AccountList(request.db, request.now).one(account),
        account.id == signed_in(request).account_id,
        _given_until(request, account),
        desk.mandates.lines(account),
        desk.sessions.of(account),
        events,
        TracedReports(request.db).labels(each.object_id for each in events if each.object_type == "report"),
    )


def _given_until(request: Request, account: Account) -> datetime | None:
    given = select(PasswordReset.expires_at).where(PasswordReset.account_id == account.id, PasswordReset.kind != ResetKind.LOST)
    until: datetime | None = request.db.scalar(given)
    return until
