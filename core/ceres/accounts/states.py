"""What an account may do now, in one word; the same SQL names it in a list and narrows the list to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import case, exists, type_coerce

from ceres.accounts.models import Account, PasswordReset, ResetKind
from ceres.db.base import enum_column
from ceres.sessions.models import LoginThrottle
from ceres.sessions.throttle import LOGIN

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


class AccountState(StrEnum):
    """In the order in which forms offer them."""

    ACTIVE = "active"
    TEMPORARY = "temporary"  # its owner has yet to replace a temporary password
    INVITED = "invited"  # its owner has yet to choose a password
    EXPIRED = "expired"  # and took too long for it
    PENDING = "pending"  # no password, and nothing was sent
    SUSPENDED = "suspended"  # too many failures
    DISABLED = "disabled"


def state_at(now: datetime) -> ColumnElement[AccountState]:
    """Return the column that says in which state an `Account` is."""
    suspended = exists().where(LoginThrottle.key == LOGIN + Account.login_key, LoginThrottle.blocked_until > now)
    given = PasswordReset.account_id == Account.id, PasswordReset.kind != ResetKind.LOST
    counts = PasswordReset.expires_at > now
    state = case(
        (Account.disabled_at.is_not(None), AccountState.DISABLED.value),
        (suspended, AccountState.SUSPENDED.value),
        (Account.password_hash.is_not(None), AccountState.ACTIVE.value),
        (exists().where(*given, counts, PasswordReset.kind == ResetKind.TEMPORARY), AccountState.TEMPORARY.value),
        (exists().where(*given, counts), AccountState.INVITED.value),
        (exists().where(*given), AccountState.EXPIRED.value),
        else_=AccountState.PENDING.value,
    )
    named: ColumnElement[AccountState] = type_coerce(state, enum_column(AccountState))  # type: ignore[arg-type]
    return named
