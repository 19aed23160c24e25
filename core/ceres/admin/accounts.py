"""The accounts of the site as the administration lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, true

from ceres.accounts.logins import login_key
from ceres.accounts.models import Account, AccountRole, Mandate, MandateKind
from ceres.accounts.states import AccountState, state_at
from ceres.i18n.folding import fold
from ceres.reports.scope import ESCAPE, escaped
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts; what is empty does not narrow."""

    text: str = ""  # part of the name, the organisation, the login or the address
    role: Role | None = None
    state: AccountState | None = None
    after: str = ""  # login key of the last account of the page before

    @property
    def narrows(self) -> bool:
        """Whether some accounts may be left out."""
        return bool(self.text or self.role or self.state)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of the list."""

    login: str
    name: str
    organisation: str  # where its owner works; may be empty
    email: str
    roles: tuple[Role, ...]
    state: AccountState
    last_login_at: datetime | None
    prescribers: int  # whose reports it reads now
    only_own: bool  # and it is all of them itself


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of the list."""

    lines: tuple[AccountLine, ...]
    total: int  # of the whole site
    active: int  # of the whole site
    found: int  # that fit, on all pages
    next_key: str  # for ?after=, empty on the last page


class AccountList:
    """Reads the accounts, in as many statements whatever their number."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now
        self._state = state_at(now)

    def page(self, wanted: AccountFilter) -> AccountPage:
        """Return the page of the accounts that fit, by login."""
        lines = self._lines(self._select().where(self._fits(wanted), Account.login_key > wanted.after).limit(PAGE_SIZE + 1))
        total, active, found = self._db.execute(self._counts(wanted)).one()
        shown = lines[:PAGE_SIZE]
        return AccountPage(tuple(shown), total, active, found, login_key(shown[-1].login) if len(lines) > PAGE_SIZE else "")

    def every(self, wanted: AccountFilter) -> Sequence[AccountLine]:
        """Return all accounts that fit, by login."""
        return self._lines(self._select().where(self._fits(wanted)))

    def one(self, account: Account) -> AccountLine:
        """Return the line of one account."""
        return self._lines(self._select().where(Account.id == account.id))[0]

    def _select(self) -> Select[Account, AccountState, int, int]:
        reads = self._prescribers(true())
        for_others = self._prescribers(Mandate.kind != MandateKind.SELF)
        return select(Account, self._state, reads, for_others).order_by(Account.login_key)

    def _prescribers(self, which: ColumnElement[bool]) -> ScalarSelect[int]:
        valid = and_(Mandate.valid_from <= self._now, or_(Mandate.valid_until.is_(None), Mandate.valid_until > self._now))
        counted = select(func.count(Mandate.prescriber_id.distinct())).where(Mandate.account_id == Account.id, valid, which)
        return counted.correlate(Account).scalar_subquery()

    def _counts(self, wanted: AccountFilter) -> Select[int, int, int]:
        active, fits = self._state == AccountState.ACTIVE, self._fits(wanted)
        return select(func.count(), func.count().filter(active), func.count().filter(fits)).select_from(Account)

    def _fits(self, wanted: AccountFilter) -> ColumnElement[bool]:
        has_role = Account.id.in_(select(AccountRole.account_id).where(AccountRole.role == wanted.role)) if wanted.role else true()
        in_state = self._state == wanted.state if wanted.state else true()
        return and_(_mentions(wanted.text) if wanted.text else true(), has_role, in_state)

    def _lines(self, statement: Select[Account, AccountState, int, int]) -> list[AccountLine]:
        return [_line(*row) for row in self._db.execute(statement)]


def _mentions(text: str) -> ColumnElement[bool]:
    """Return whether the name, the organisation, the login or the address holds the text; accents and case do not count."""
    typed, folded = f"%{escaped(login_key(text))}%", fold(text)
    columns = Account.login_key, func.lower(Account.email)
    keys = (Account.name_key, Account.organisation_key) if folded else ()
    named = [key.like(f"%{folded}%") for key in keys]  # letters and digits: none of them is a wildcard
    return or_(*(column.like(typed, escape=ESCAPE) for column in columns), *named)


def _line(account: Account, state: AccountState, prescribers: int, for_others: int) -> AccountLine:
    roles = tuple(sorted(each.role for each in account.roles))
    only_own = prescribers > 0 and for_others == 0
    who = account.login, account.name, account.organisation, account.email
    return AccountLine(*who, roles, state, account.last_login_at, prescribers, only_own)
