"""Who may read whose reports, and from when until when; each change leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from ceres.accounts.models import Account, Mandate, MandateKind, Prescriber, PrescriberIdentifier
from ceres.accounts.refusals import AlreadyReads, BadPeriod, MandateOver, NotAPrescriber, UnknownMandate
from ceres.audit.entry import AuditEntry
from ceres.i18n.names import PersonName
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record


class MandateState(StrEnum):
    """Whether a mandate counts."""

    COMING = "coming"
    CURRENT = "current"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, both as instants; the end is excluded, None is no end."""

    start: datetime
    end: datetime | None = None

    def state(self, now: datetime) -> MandateState:
        """Tell whether a mandate of this period counts now."""
        if self.end is not None and self.end <= now:
            return MandateState.OVER
        return MandateState.CURRENT if self.start <= now else MandateState.COMING

    def covers(self, asked: Period) -> bool:
        """Tell whether whoever has this period has all of another: from as early, until as late."""
        lasts = self.end is None or (asked.end is not None and self.end >= asked.end)
        return lasts and self.start <= asked.start


@dataclass(frozen=True, slots=True)
class NewMandate:
    """An account that is to read what a prescriber receives."""

    account: Account
    prescriber: Prescriber
    kind: MandateKind
    period: Period

    def made(self) -> Mandate:
        """Return its row; raises BadPeriod."""
        self.check()
        period = self.period
        return Mandate(account=self.account, prescriber=self.prescriber, kind=self.kind, valid_from=period.start, valid_until=period.end)

    def check(self) -> None:
        """Refuse a mandate that ends before it begins; raises BadPeriod."""
        if self.period.end is not None and self.period.end <= self.period.start:
            raise BadPeriod

    @property
    def dates(self) -> dict[str, str]:
        """The period as the journal writes it."""
        return {"from": self.period.start.isoformat(), "until": self.period.end.isoformat() if self.period.end else ""}


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate as lists show it."""

    id: int
    login: str
    prescriber_id: int
    prescriber: PersonName
    codes: tuple[str, ...]  # every identifier of the prescriber
    kind: MandateKind
    period: Period

    def state(self, now: datetime) -> MandateState:
        """Tell whether it counts now."""
        return self.period.state(now)


class Mandates:
    """The mandates of the site."""

    def __init__(self, db: Session, record: Record, now: datetime) -> None:
        self._db = db
        self._record = record
        self._now = now

    def add(self, account: Account, prescriber: Prescriber, kind: MandateKind, period: Period) -> Mandate:
        """Let an account read what a prescriber receives.

        Raises:
            AccountRefused: BadPeriod, NotAPrescriber or AlreadyReads.
        """
        if Role.PRESCRIBER not in {each.role for each in account.roles}:
            raise NotAPrescriber(account.login)
        new = NewMandate(account, prescriber, kind, period)
        new.check()
        if self._covered(account, prescriber, kind, period):
            raise AlreadyReads
        return self.add_all([new])[0]

    def add_all(self, new: Sequence[NewMandate]) -> Sequence[Mandate]:
        """Write several mandates, in few statements, of which it is known that nobody has them yet; raises BadPeriod."""
        mandates = [each.made() for each in new]
        self._db.add_all(mandates)
        self._db.flush()
        for each in new:
            self._trace("mandate.add", each.account, each.prescriber.id, kind=each.kind.value, **each.dates)
        return mandates

    def end(self, mandate: Mandate) -> None:
        """End a mandate at once, whether it began or not."""
        mandate.valid_until = self._now
        self._trace("mandate.end", mandate.account, mandate.prescriber_id, kind=mandate.kind.value)

    def prolong(self, mandate: Mandate, end: datetime | None) -> None:
        """Let a mandate end at another instant, later or sooner; None is no end. Raises BadPeriod."""
        if end is not None and end <= mandate.valid_from:
            raise BadPeriod
        mandate.valid_until = end
        until = end.isoformat() if end else ""
        self._trace("mandate.change", mandate.account, mandate.prescriber_id, kind=mandate.kind.value, until=until)

    def find(self, account: Account, number: int) -> Mandate:
        """Return the mandate numbered so, which is the account's and not over; raises MandateOver."""
        found = self._going_on(account, Mandate.id == number)
        if not found:
            raise MandateOver
        return found[0]

    def of_code(self, account: Account, code: str) -> Sequence[Mandate]:
        """Return the mandates of an account for the prescribers known by ``code`` that are not over.

        Raises:
            UnknownMandate: there is none.
        """
        known = select(PrescriberIdentifier.prescriber_id).where(PrescriberIdentifier.value == code)
        found = self._going_on(account, Mandate.prescriber_id.in_(known))
        if not found:
            raise UnknownMandate(account.login, code)
        return found

    def lines(self, account: Account | None = None) -> Sequence[MandateLine]:
        """Return the mandates of one account or of all, by login and beginning."""
        shown = selectinload(Mandate.prescriber).selectinload(Prescriber.identifiers)
        statement = select(Mandate).join(Mandate.account).options(contains_eager(Mandate.account), shown)
        if account is not None:
            statement = statement.where(Mandate.account_id == account.id)
        return [_line(each) for each in self._db.scalars(statement.order_by(Account.login_key, Mandate.valid_from, Mandate.id))]

    def _going_on(self, account: Account, which: ColumnElement[bool]) -> Sequence[Mandate]:
        not_over = or_(Mandate.valid_until.is_(None), Mandate.valid_until > self._now)
        return self._db.scalars(select(Mandate).where(Mandate.account_id == account.id, not_over, which).order_by(Mandate.id)).all()

    def _covered(self, account: Account, prescriber: Prescriber, kind: MandateKind, period: Period) -> bool:
        # Locked: a form that is sent twice at once is refused the second time.
        self._db.scalar(select(Account.id).where(Account.id == account.id).with_for_update())
        same = Mandate.account_id == account.id, Mandate.prescriber_id == prescriber.id, Mandate.kind == kind
        had = self._db.execute(select(Mandate.valid_from, Mandate.valid_until).where(*same))
        return any(Period(*dates).covers(period) for dates in had)

    def _trace(self, action: str, account: Account, prescriber_id: int, **detail: str) -> None:
        self._record(AuditEntry(action, object_type="account", object_id=account.login, prescriber_id=prescriber_id, detail=detail))


def _line(mandate: Mandate) -> MandateLine:
    prescriber = mandate.prescriber
    return MandateLine(
        id=mandate.id,
        login=mandate.account.login,
        prescriber_id=prescriber.id,
        prescriber=PersonName(prescriber.family_name, prescriber.given_name),
        codes=tuple(sorted({each.value for each in prescriber.identifiers})),
        kind=mandate.kind,
        period=Period(mandate.valid_from, mandate.valid_until),
    )
