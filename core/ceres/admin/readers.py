"""Which accounts read, read or will read what one prescriber receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.mandates import MandateState, Period
from ceres.accounts.models import Account, Mandate, MandateKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Reader:
    """One mandate, seen from the prescriber."""

    login: str
    name: str
    disabled: bool
    kind: MandateKind
    period: Period

    def active(self, now: datetime) -> bool:
        """Tell whether the account reads now."""
        return not self.disabled and self.period.state(now) is MandateState.CURRENT


def readers_of(db: Session, prescriber_id: int) -> Sequence[Reader]:
    """Return the mandates for a prescriber, by login and beginning."""
    columns = Account.login, Account.name, Account.disabled_at, Mandate.kind, Mandate.valid_from, Mandate.valid_until
    statement = select(*columns).join(Mandate, Mandate.account_id == Account.id).where(Mandate.prescriber_id == prescriber_id)
    rows = db.execute(statement.order_by(Account.login_key, Mandate.valid_from, Mandate.id))
    return [Reader(login, name, disabled is not None, kind, Period(start, end)) for login, name, disabled, kind, start, end in rows]
