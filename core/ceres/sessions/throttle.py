"""Slows guessing down: failures are counted for each account name and each address, in the database.

An attempt is counted *before* its password is checked, and given back when the password was right:
a thousand guesses sent at once are a thousand attempts, not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ceres.db.portions import portions
from ceres.sessions.models import LoginThrottle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ceres.config.settings import SecuritySettings

LOGIN, ADDRESS = "login:", "ip:"
RESET, ACCESS = "reset-", "access-"  # what else is counted, apart from log-ins: lost passwords, demands for an account
MOST_DOUBLINGS = 30
IPV6_NETWORK = 64  # bits: what one subscriber has


class Throttled(Exception):
    """Too many failures: no password is checked, not even the right one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds  # until the next attempt, at least one


@dataclass(frozen=True, slots=True)
class Attempt:
    """One counted attempt."""

    keys: tuple[str, str]  # the login's and the address's
    address_tripped: bool  # whether it suspended its address


class LoginThrottles:
    """Counts attempts in the transaction of ``db``, which must be short: the rows are locked until its end."""

    def __init__(self, db: Session, limits: SecuritySettings, now: datetime, purpose: str = "") -> None:
        self._db = db
        self._purpose = purpose
        self._failures = limits.login_failures
        self._block = timedelta(seconds=limits.login_block)
        self._block_max = timedelta(seconds=limits.login_block_max)
        self._now = now

    def count(self, login: str, ip: str) -> Attempt:
        """Count an attempt on a (folded) login from an address.

        Raises:
            Throttled: either is suspended; nothing is counted then.
        """
        keys = (f"{self._purpose}{LOGIN}{login}", f"{self._purpose}{ADDRESS}{network_of(ip)}")
        # Always in the same order: two attempts never wait for each other.
        address, name = self._locked(keys[1]), self._locked(keys[0])
        self._refuse_suspended(address, name)
        self._count(name, memory=self._block_max)
        return Attempt(keys, address_tripped=self._count(address, memory=self._block))

    def forgive(self, attempt: Attempt) -> None:
        """Take back a successful attempt and the failures of its login; those of other logins from the address stay."""
        login, ip = attempt.keys
        address, name = self._locked(ip), self._locked(login)
        slips = name.failures or self._failures
        if attempt.address_tripped:
            address.blocks, address.blocked_until, address.failures = address.blocks - 1, None, self._failures
        address.failures = max(0, address.failures - slips)
        self._db.delete(name)
        forget(self._db, self._block_max, self._now)

    def _locked(self, key: str) -> LoginThrottle:
        insert = sqlite.insert if self._db.get_bind().dialect.name == "sqlite" else postgresql.insert
        values = {"key": key, "failures": 0, "blocks": 0, "last_failure_at": self._now}
        self._db.execute(insert(LoginThrottle).values(values).on_conflict_do_nothing())
        return self._db.scalars(select(LoginThrottle).where(LoginThrottle.key == key).with_for_update()).one()

    def _refuse_suspended(self, *rows: LoginThrottle) -> None:
        ends = [row.blocked_until for row in rows if row.blocked_until and row.blocked_until > self._now]
        if ends:
            raise Throttled(max(1, -int((self._now - max(ends)).total_seconds() // 1)))

    def _count(self, row: LoginThrottle, memory: timedelta) -> bool:
        quiet = self._now - max(row.last_failure_at, row.blocked_until or row.last_failure_at)
        if quiet >= memory:
            row.failures = 0
        if quiet >= self._block_max:
            row.blocks = 0
        row.last_failure_at = self._now
        row.failures += 1
        row.blocked_until = None
        if row.failures < self._failures:
            return False
        row.blocked_until = self._now + min(self._block * 2 ** min(row.blocks, MOST_DOUBLINGS), self._block_max)
        row.blocks, row.failures = row.blocks + 1, 0
        return True


def network_of(ip: str) -> str:
    """Return what stands for one visitor: an IPv4 address, or the network of 64 bits that a subscriber has in IPv6."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network((address, IPV6_NETWORK), strict=False)) if isinstance(address, IPv6Address) else str(address)


def lift(db: Session, login: str) -> bool:
    """End the suspension of a (folded) login; tell whether anything was counted against it."""
    return lift_each(db, [login])


def lift_each(db: Session, logins: Iterable[str]) -> bool:
    """End the suspension of several (folded) logins like `lift`."""
    keys = (purpose + LOGIN + login for login in logins for purpose in ("", RESET))
    lifted = [_delete(db, LoginThrottle.key.in_(some)) for some in portions(keys)]
    return any(lifted)


def lift_all(db: Session) -> bool:
    """End every suspension, of logins and addresses; tell whether anything was counted."""
    return _delete(db, LoginThrottle.key.is_not(None))


def purge_throttles(db: Session, limits: SecuritySettings, now: datetime) -> None:
    """Drop what no longer counts."""
    forget(db, timedelta(seconds=limits.login_block_max), now)


def forget(db: Session, block_max: timedelta, now: datetime) -> None:
    """Drop what is so old that even the longest suspension is over."""
    db.execute(delete(LoginThrottle).where(LoginThrottle.last_failure_at < now - 2 * block_max))


def _delete(db: Session, which: ColumnElement[bool]) -> bool:
    return bool(db.scalars(delete(LoginThrottle).where(which).returning(LoginThrottle.key)).all())
