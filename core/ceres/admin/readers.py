"""Which accounts read, read or will read what one prescriber receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from ceres.accounts.mandates import MandateState, Period
from ceres.accounts.models import Account, AccountRole, Mandate, MandateKind
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Reader:
    """One mandate, seen from the prescriber."""

    login: str
    name: str
    disabled: bool
    prescriber: bool  # whether it has the role without which nothing is read
    kind: MandateKind
    period: Period

    def active(self, now: datetime) -> bool:
        """Tell whether the account reads now."""
        return self.prescriber and not self.disabled and self.period.state(now) is MandateState.CURRENT


def readers_of(db: Session, prescriber_id: int) -> Sequence[Reader]:
    """Return the mandates for a prescriber, by login and beginning."""
    can_read = exists().where(AccountRole.account_id == Account.id, AccountRole.role == Role.PRESCRIBER)
    columns = Account.login, Account.name, Account.disabled_at, can_read, Mandate.kind, Mandate.valid_from, Mandate.valid_until
    statement = select(*columns).join(Mandate, Mandate.account_id == Account.id).where(Mandate.prescriber_id == prescriber_id)
    rows = db.execute(statement.order_by(Account.login_key, Mandate.valid_from, Mandate.id))
    return [Reader(login, name, gone is not None, role, kind, Period(start, end)) for login, name, gone, role, kind, start, end in rows]
