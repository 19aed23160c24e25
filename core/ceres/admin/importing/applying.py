"""Does what a plan says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.accounts.mandates import NewMandate, Period
from ceres.accounts.services import NewAccount
from ceres.admin.account_changes import Wanted
from ceres.admin.importing.plan import Plan, Step, Verdict
from ceres.admin.mandate_acts import prescribers_of
from ceres.audit.entry import AuditEntry
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.mandates import Mandates
    from ceres.accounts.models import Account
    from ceres.accounts.services import Accounts
    from ceres.admin.account_changes import AccountChanges
    from ceres.audit.log import Record
    from ceres.recovery.invitations import Invitations, Ticket

Welcome = Callable[["Account"], "Ticket"]
"""Makes what lets the owner of a new account in; nothing is asked of the database for it."""


@dataclass(frozen=True, slots=True)
class Services:
    """What an import works with, all in one transaction."""

    accounts: Accounts
    mandates: Mandates
    changes: AccountChanges
    invitations: Invitations


class Importer:
    """In the transaction of ``db``: the lines that are refused are left out, all others are done or none is.

    On SQLite everybody who writes waits for that transaction. What takes time is made before it, by `prepare`, and the rest is
    written many rows at a time.
    """

    def __init__(self, db: Session, services: Services, welcome: Welcome | None, record: Record, now: datetime) -> None:
        self._db = db
        self._services = services
        self._welcome = welcome
        self._record = record
        self._now = now
        self._tickets: dict[str, Ticket] = {}

    def prepare(self, plan: Plan) -> None:
        """Write the invitations, or hash the passwords, of the accounts that ``plan`` opens; nothing is asked of the database."""
        if self._welcome is not None:
            self._tickets = {step.login: self._welcome(self._services.accounts.draft(_new(step))) for step in _created(plan)}

    def apply(self, plan: Plan) -> Sequence[tuple[Account, Ticket]]:
        """Open and complete the accounts; return the new ones that were welcomed.

        Raises:
            AccountRefused: the site changed since it was planned.
        """
        counts = {verdict.value: number for verdict, number in plan.counts.items()}
        self._record(AuditEntry("account.import", object_type="file", object_id=plan.file_hash, detail=counts))
        created = _created(plan)
        opened = self._services.accounts.add_all([_new(step) for step in created])
        completed = [step for step in plan.steps if step.verdict is Verdict.COMPLETED]
        accounts = dict(zip((step.login for step in created), opened, strict=True))
        accounts |= {step.login: self._complete(step) for step in completed}
        self._open_mandates([*created, *completed], accounts)
        newcomers = [(account, ticket) for account in opened if (ticket := self._ticket(account))]
        self._services.invitations.let_in(newcomers)
        return newcomers

    def _ticket(self, account: Account) -> Ticket | None:
        if self._welcome is None:
            return None
        # Prepared, unless the site changed in between and the line was refused then.
        return self._tickets.get(account.login) or self._welcome(account)

    def _complete(self, step: Step) -> Account:
        wanted = step.wanted
        roles = wanted.roles | {each.role for each in self._services.accounts.find(step.login).roles} if wanted.roles else None
        return self._services.changes.change(
            step.login, Wanted(wanted.name or None, wanted.email or None, roles, wanted.organisation or None)
        )

    def _open_mandates(self, steps: Sequence[Step], accounts: Mapping[str, Account]) -> None:
        prescribers = prescribers_of(self._db, list(dict.fromkeys(code for step in steps for code in step.codes)), self._now)
        new = [
            NewMandate(accounts[step.login], prescribers[code], step.wanted.kind, step.period or Period(self._now))
            for step in steps
            for code in step.codes
        ]
        self._services.mandates.add_all(new)


def _created(plan: Plan) -> Sequence[Step]:
    return [step for step in plan.steps if step.verdict is Verdict.CREATED]


def _new(step: Step) -> NewAccount:
    wanted = step.wanted
    roles = wanted.roles or frozenset({Role.PRESCRIBER})
    return NewAccount(wanted.login, wanted.name, wanted.email, roles, language=wanted.language, organisation=wanted.organisation)
