"""Does what a plan says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.accounts.mandates import Period
from ceres.accounts.services import NewAccount
from ceres.admin.account_changes import Wanted
from ceres.admin.importing.plan import Plan, Step, Verdict
from ceres.admin.mandate_acts import prescriber_of
from ceres.audit.entry import AuditEntry
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.mandates import Mandates
    from ceres.accounts.models import Account
    from ceres.accounts.services import Accounts
    from ceres.admin.account_changes import AccountChanges
    from ceres.audit.log import Record

Welcome = Callable[["Account"], object]
"""How the owner of a new account comes to a password."""


class Importer:
    """In the transaction of ``db``: the lines that are refused are left out, all others are done or none is."""

    def __init__(
        self, db: Session, accounts: Accounts, mandates: Mandates, changes: AccountChanges, welcome: Welcome, record: Record, now: datetime
    ) -> None:
        self._db = db
        self._accounts = accounts
        self._mandates = mandates
        self._changes = changes
        self._welcome = welcome
        self._record = record
        self._now = now

    def apply(self, plan: Plan) -> None:
        """Open and complete the accounts; raises AccountRefused when the site changed since it was planned."""
        counts = {verdict.value: number for verdict, number in plan.counts.items()}
        self._record(AuditEntry("account.import", object_type="file", object_id=plan.file_hash, detail=counts))
        for step in plan.steps:
            if step.verdict is Verdict.CREATED:
                self._open_mandates(step, account := self._created(step))
                self._welcome(account)
            elif step.verdict is Verdict.COMPLETED:
                self._complete(step)
                self._open_mandates(step, self._accounts.find(step.login))

    def _created(self, step: Step) -> Account:
        wanted = step.wanted
        roles = wanted.roles or frozenset({Role.PRESCRIBER})
        account = self._accounts.add(NewAccount(wanted.login, wanted.name, wanted.email, roles, organisation=wanted.organisation))
        if wanted.language:
            account.language = wanted.language
        return account

    def _complete(self, step: Step) -> None:
        wanted = step.wanted
        roles = wanted.roles | {each.role for each in self._accounts.find(step.login).roles} if wanted.roles else None
        self._changes.change(step.login, Wanted(wanted.name or None, wanted.email or None, roles, wanted.organisation or None))

    def _open_mandates(self, step: Step, account: Account) -> None:
        for code in step.codes:
            prescriber = prescriber_of(self._db, code, self._now)
            self._mandates.add(account, prescriber, step.wanted.kind, step.period or Period(self._now))
