"""Who may read whose reports, and from when until when; each change leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ceres.accounts.models import Account, Mandate, MandateKind, Prescriber, PrescriberIdentifier
from ceres.accounts.refusals import BadPeriod, UnknownMandate
from ceres.audit.entry import AuditEntry
from ceres.i18n.names import PersonName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ceres.audit.log import Record


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, both as instants; the end is excluded, None is no end."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate as lists show it."""

    login: str
    prescriber_id: int
    prescriber: PersonName
    codes: tuple[str, ...]  # every identifier of the prescriber
    kind: MandateKind
    period: Period

    def active(self, now: datetime) -> bool:
        """Tell whether it counts now."""
        return self.period.start <= now and (self.period.end is None or now < self.period.end)


class Mandates:
    """The mandates of the site."""

    def __init__(self, db: Session, record: Record, now: datetime) -> None:
        self._db = db
        self._record = record
        self._now = now

    def add(self, account: Account, prescriber: Prescriber, kind: MandateKind, period: Period) -> Mandate:
        """Let an account read what a prescriber receives; raises BadPeriod."""
        if period.end is not None and period.end <= period.start:
            raise BadPeriod
        mandate = Mandate(account=account, prescriber=prescriber, kind=kind, valid_from=period.start, valid_until=period.end)
        self._db.add(mandate)
        self._db.flush()
        dates = {"from": period.start.isoformat(), "until": period.end.isoformat() if period.end else ""}
        self._trace("mandate.add", account, prescriber.id, kind=kind.value, **dates)
        return mandate

    def end(self, account: Account, code: str) -> int:
        """End at once what the account may read of the prescribers known by ``code``; return the number of mandates.

        Raises:
            UnknownMandate: there is none that goes on.
        """
        known = select(PrescriberIdentifier.prescriber_id).where(PrescriberIdentifier.value == code)
        going_on = or_(Mandate.valid_until.is_(None), Mandate.valid_until > self._now)
        found = self._db.scalars(select(Mandate).where(Mandate.account_id == account.id, Mandate.prescriber_id.in_(known), going_on)).all()
        if not found:
            raise UnknownMandate(account.login, code)
        for mandate in found:
            mandate.valid_until = self._now
            self._trace("mandate.end", account, mandate.prescriber_id, kind=mandate.kind.value)
        return len(found)

    def lines(self, account: Account | None = None) -> Sequence[MandateLine]:
        """Return the mandates of one account or of all, by login and beginning."""
        statement = select(Mandate).join(Mandate.account).options(selectinload(Mandate.prescriber).selectinload(Prescriber.identifiers))
        if account is not None:
            statement = statement.where(Mandate.account_id == account.id)
        return [_line(each) for each in self._db.scalars(statement.order_by(Account.login_key, Mandate.valid_from, Mandate.id))]

    def _trace(self, action: str, account: Account, prescriber_id: int, **detail: str) -> None:
        self._record(AuditEntry(action, object_type="account", object_id=account.login, prescriber_id=prescriber_id, detail=detail))


def _line(mandate: Mandate) -> MandateLine:
    prescriber = mandate.prescriber
    return MandateLine(
        login=mandate.account.login,
        prescriber_id=prescriber.id,
        prescriber=PersonName(prescriber.family_name, prescriber.given_name),
        codes=tuple(sorted({each.value for each in prescriber.identifiers})),
        kind=mandate.kind,
        period=Period(mandate.valid_from, mandate.valid_until),
    )
