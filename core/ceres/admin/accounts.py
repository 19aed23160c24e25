"""The accounts of the site as the administration lists them and acts on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, or_, select

from ceres.accounts.logins import login_key
from ceres.accounts.mandates import Mandates
from ceres.accounts.models import Account, AccountRole
from ceres.accounts.services import Accounts
from ceres.reports.scope import ESCAPE, escaped
from ceres.security.permissions import Role
from ceres.sessions.models import LoginThrottle
from ceres.sessions.throttle import LOGIN

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.web.request import Request

PAGE_SIZE = 50


class AccountState(StrEnum):
    """What an account may do now."""

    ACTIVE = "active"
    PENDING = "pending"  # no password yet
    SUSPENDED = "suspended"  # too many failures
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts; what is empty does not narrow."""

    text: str = ""  # part of the name, the login or the address
    role: Role | None = None
    state: AccountState | None = None
    after: str = ""  # login key of the last account of the page before


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of the list."""

    login: str
    name: str
    email: str
    roles: tuple[Role, ...]
    state: AccountState
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of the list."""

    lines: tuple[AccountLine, ...]
    total: int  # of the whole site
    next_key: str  # for ?after=, empty on the last page


class AccountList:
    """Reads the accounts, a page at a time."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def page(self, wanted: AccountFilter) -> AccountPage:
        """Return the page of the accounts that fit, by login."""
        found = self._db.scalars(self._statement(wanted).order_by(Account.login_key).limit(PAGE_SIZE + 1)).all()
        shown = found[:PAGE_SIZE]
        held = self._suspended(shown)
        total = self._db.scalar(select(func.count()).select_from(Account)) or 0
        lines = tuple(_line(account, suspended=account.login_key in held) for account in shown)
        return AccountPage(lines, total, shown[-1].login_key if len(found) > PAGE_SIZE else "")

    def _statement(self, wanted: AccountFilter) -> Select[Account]:
        statement = select(Account)
        if wanted.text:
            statement = statement.where(_mentions(wanted.text))
        if wanted.role:
            statement = statement.where(Account.id.in_(select(AccountRole.account_id).where(AccountRole.role == wanted.role)))
        if wanted.state:
            statement = statement.where(self._in_state(wanted.state))
        return statement.where(Account.login_key > wanted.after) if wanted.after else statement

    def _in_state(self, state: AccountState) -> ColumnElement[bool]:
        held = select(LoginThrottle.key).where(LoginThrottle.blocked_until > self._now)
        suspended, disabled = (LOGIN + Account.login_key).in_(held), Account.disabled_at.is_not(None)
        match state:
            case AccountState.DISABLED:
                return disabled
            case AccountState.SUSPENDED:
                return suspended & ~disabled
            case AccountState.PENDING:
                return Account.password_hash.is_(None) & ~disabled & ~suspended
        return Account.password_hash.is_not(None) & ~disabled & ~suspended

    def _suspended(self, accounts: Sequence[Account]) -> frozenset[str]:
        keys = [LOGIN + account.login_key for account in accounts]
        held = select(LoginThrottle.key).where(LoginThrottle.key.in_(keys), LoginThrottle.blocked_until > self._now)
        return frozenset(key.removeprefix(LOGIN) for key in self._db.scalars(held))


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """What an administrator does with accounts, in the transaction and the trail of a request."""

    accounts: Accounts
    mandates: Mandates

    @classmethod
    def for_request(cls, request: Request) -> AccountDesk:
        """Return the desk of this request."""
        record = request.trail.record
        return cls(
            Accounts(request.db, request.registry["ceres.passwords"], record, request.now), Mandates(request.db, record, request.now)
        )


def _mentions(text: str) -> ColumnElement[bool]:
    pattern = f"%{escaped(login_key(text))}%"
    columns = Account.login_key, func.lower(Account.name), func.lower(Account.email)
    return or_(*(column.like(pattern, escape=ESCAPE) for column in columns))


def _line(account: Account, *, suspended: bool) -> AccountLine:
    roles = tuple(sorted(each.role for each in account.roles))
    return AccountLine(account.login, account.name, account.email, roles, _state(account, suspended=suspended), account.last_login_at)


def _state(account: Account, *, suspended: bool) -> AccountState:
    if account.disabled_at is not None:
        return AccountState.DISABLED
    if suspended:
        return AccountState.SUSPENDED
    return AccountState.ACTIVE if account.password_hash else AccountState.PENDING
