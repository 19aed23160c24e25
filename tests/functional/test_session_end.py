"""How long a session has still to live, as pages and their script are told; the server alone ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from factories.browsers import token
from factories.journal import events
from factories.people import add_account

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
IDLE, ABSOLUTE = 2700, 43200


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock: time_machine.Traveller, browse: Callable[[Account], TestApp], db: Session) -> TestApp:
    account = add_account(db)
    db.commit()
    return browse(account)


def told(browser: TestApp) -> int:
    """Return the seconds that a page says."""
    return int(browser.get("/results").html.find(id="session-end")["data-seconds"])


def test_a_page_tells_how_long_the_session_lasts(browser: TestApp, clock: time_machine.Traveller) -> None:
    assert told(browser) == IDLE + 1
    clock.shift(30)  # not noted as a use: the last note is too young
    assert told(browser) == IDLE - 30 + 1
    clock.shift(60)
    assert told(browser) == IDLE + 1


def test_looking_keeps_nothing_open(browser: TestApp, clock: time_machine.Traveller) -> None:
    for _ in range(9):
        clock.shift(300)
        left = browser.get("/session").json["seconds"]
    assert left == 0
    assert browser.get("/results", status=303).location.startswith("http://localhost/login")


def test_staying_keeps_it_open_and_leaves_no_trace(browser: TestApp, clock: time_machine.Traveller, site: Site) -> None:
    form = {"csrf_token": token(browser.get("/results"))}
    known = len(events(site))
    for _ in range(4):
        clock.shift(IDLE - 100)
        assert browser.post("/session", form).json == {"seconds": IDLE + 1, "warning": 120, "final": False}
    assert len(events(site)) == known
    browser.get("/results", status=200)


def test_the_total_duration_cannot_be_put_off(browser: TestApp, clock: time_machine.Traveller) -> None:
    form = {"csrf_token": token(browser.get("/results"))}
    for _ in range(16):
        clock.shift(ABSOLUTE // 16 - 5)
        left = browser.post("/session", form).json
    assert (left["seconds"], left["final"]) == (16 * 5 + 1, True)
    assert browser.get("/results").html.find(id="session-end")["data-final"] == "yes"
    clock.shift(16 * 5)
    browser.post("/session", form, status=403)
    assert browser.get("/session").json["seconds"] == 0


def test_a_visitor_has_no_time_left(app: TestApp) -> None:
    assert app.get("/session").json["seconds"] == 0
    app.set_cookie("ceres", "A" * 43)
    assert app.get("/session").json["seconds"] == 0
    app.post("/session", status=403)
    assert "session_end" not in app.get("/login").text


def test_staying_wants_its_token(browser: TestApp) -> None:
    browser.post("/session", {}, status=400)
