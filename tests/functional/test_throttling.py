"""Guessing is slowed down, for each account name and each address, in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.app import Site
from ceres.audit.models import AuditEvent, Outcome
from ceres.config.settings import SecuritySettings
from ceres.sessions.models import LoginThrottle
from ceres.sessions.throttle import LoginThrottles, Throttled, lift, lift_all, network_of
from factories.browsers import log_in
from factories.passwords import WRONG, cheap_hash
from factories.people import add_account

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LIMITS = replace(SecuritySettings(), login_failures=3, login_block=600, login_block_max=3600)


def from_ip(ip: str) -> dict[str, str]:
    return {"REMOTE_ADDR": ip}


@pytest.fixture
def count(site: Site) -> Callable[..., None]:
    """Count one attempt in a transaction of its own; a good one is forgiven."""

    def attempt(login: str, ip: str, after: float = 0, *, good: bool = False) -> None:
        now = NOW + timedelta(seconds=after)
        with site.database.write() as db:
            counted = LoginThrottles(db, LIMITS, now).count(login, ip)
        if good:
            with site.database.write() as db:
                LoginThrottles(db, LIMITS, now).forgive(counted)

    return attempt


def test_an_account_is_suspended_wherever_one_tries_from(count: Callable[..., None]) -> None:
    for number in range(3):
        count("marie", f"192.0.2.{number}")
    with pytest.raises(Throttled) as refused:
        count("marie", "192.0.2.9", 1.5)
    assert refused.value.seconds == 599
    count("paul", "192.0.2.9", 1.5)
    count("marie", "192.0.2.9", 600)


def test_an_address_is_suspended_whatever_login_one_tries(count: Callable[..., None]) -> None:
    for number in range(3):
        count(f"login-{number}", "192.0.2.1")
    with pytest.raises(Throttled):
        count("marie", "192.0.2.1")
    count("marie", "192.0.2.2")


def test_each_suspension_lasts_longer_up_to_the_limit(count: Callable[..., None]) -> None:
    after = 0
    for expected in (600, 1200, 2400, 3600, 3600):
        for number in range(3):
            count("marie", f"192.0.2.{number}", after)
        with pytest.raises(Throttled) as refused:
            count("marie", "198.51.100.1", after)
        assert refused.value.seconds == expected
        after += expected


def test_refused_attempts_do_not_make_it_longer(count: Callable[..., None]) -> None:
    for number in range(3):
        count("marie", f"192.0.2.{number}")
    for _ in range(5):
        with pytest.raises(Throttled):
            count("marie", "192.0.2.9", 599)
    count("marie", "192.0.2.9", 600)


def test_a_long_quiet_time_is_a_fresh_start(count: Callable[..., None]) -> None:
    for number in range(3):
        count("marie", f"192.0.2.{number}")
    for number in range(3):
        count("marie", f"198.51.100.{number}", 600 + 3600)
    with pytest.raises(Throttled) as refused:
        count("marie", "203.0.113.1", 600 + 3600)
    assert refused.value.seconds == 600


def test_a_success_takes_back_the_slips_of_its_login_only(count: Callable[..., None]) -> None:
    count("marie", "192.0.2.1")
    count("paul", "192.0.2.1")
    for _ in range(10):
        count("paul", "192.0.2.1", good=True)
    count("other", "192.0.2.1")
    with pytest.raises(Throttled):  # marie and other stay counted, with this one: three
        count("another", "192.0.2.1"), count("paul", "192.0.2.1")


def test_a_success_that_fills_the_count_suspends_nobody(count: Callable[..., None]) -> None:
    for _ in range(2):
        count("marie", "192.0.2.1")
    count("marie", "192.0.2.1", good=True)
    for number in range(2):
        count(f"login-{number}", "192.0.2.2")
    count("marie", "192.0.2.2", good=True)
    count("marie", "192.0.2.2", good=True)


def test_guesses_sent_at_once_are_all_counted(site: Site) -> None:
    passed: list[int] = []

    def attempt(number: int) -> None:
        try:
            with site.database.write() as db:
                LoginThrottles(db, LIMITS, NOW).count("marie", "192.0.2.1")
            passed.append(number)
        except Throttled:
            pass

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == LIMITS.login_failures


def test_suspensions_can_be_lifted(count: Callable[..., None], db: Session) -> None:
    for _ in range(3):
        count("marie", "192.0.2.1")
    assert lift(db, "marie")
    assert not lift(db, "marie")
    db.commit()
    count("marie", "192.0.2.2")
    assert lift_all(db)
    assert not lift_all(db)
    db.commit()
    count("marie", "192.0.2.1")


def test_old_rows_are_dropped(count: Callable[..., None], db: Session) -> None:
    count("old", "192.0.2.1")
    count("marie", "192.0.2.2", 3 * 3600, good=True)
    assert sorted(db.scalars(select(LoginThrottle.key))) == ["ip:192.0.2.2"]


@pytest.mark.parametrize(
    ("ip", "network"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::1", "::/64"), ("", ""), ("unix", "unix")],
)
def test_what_stands_for_one_visitor(ip: str, network: str) -> None:
    assert network_of(ip) == network


def test_a_suspended_account_refuses_the_right_password_and_says_how_long(app: TestApp, db: Session) -> None:
    add_account(db, password_hash=cheap_hash())
    db.commit()
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(10):
            log_in(app, "H.MARCHAND" if number % 2 else "h.marchand", WRONG, extra_environ=from_ip(f"192.0.2.{number}"), status=200)
        refused = log_in(app, "H.Marchand", extra_environ=from_ip("192.0.2.99"), status=429)
        assert refused.headers["Retry-After"] == "600"
        assert "10 minutes" in refused.text.replace("\u00a0", " ")
        clock.shift(600)
        log_in(app, extra_environ=from_ip("192.0.2.99"), status=303)
    last = db.scalars(select(AuditEvent).where(AuditEvent.action == "account.login").order_by(AuditEvent.id)).all()[-2]
    assert (last.outcome, last.login, last.detail) == (Outcome.REFUSED, "h.marchand", {"reason": "throttled"})


def test_an_unknown_login_is_suspended_like_a_known_one(app: TestApp) -> None:
    for number in range(10):
        log_in(app, "nobody", WRONG, extra_environ=from_ip(f"192.0.2.{number}"), status=200)
    log_in(app, "nobody", WRONG, extra_environ=from_ip("192.0.2.99"), status=429)


def test_a_forged_header_does_not_change_the_address(app: TestApp, db: Session) -> None:
    add_account(db, password_hash=cheap_hash())
    db.commit()
    for number in range(10):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        log_in(app, f"nobody-{number}", WRONG, headers=forged, status=200)
    log_in(app, headers={"X-Forwarded-For": "198.51.100.99"}, status=429)
    found = db.scalars(select(AuditEvent.ip).distinct()).all()
    assert found == ["127.0.0.1"]
