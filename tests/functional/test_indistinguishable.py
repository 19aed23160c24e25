"""Nobody learns from the time or the text of an answer whether an account exists."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from statistics import quantiles

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.app import Site, make_app
from ceres.db.clock import utcnow
from ceres.security.passwords import make_passwords
from factories.browsers import BROWSER, token
from factories.passwords import PASSWORD, WRONG
from factories.people import add_account

ROUND, ROUNDS = 6, 10  # tries of each case; further rounds only while the machine's noise hides the answer
DIFFERENCE = 0.10  # of the quicker quarters

# The login and the password typed; a temporary password waits for « pending ».
LOG_IN = {
    "wrong": ("known", WRONG),
    "unknown": ("unknown", WRONG),
    "disabled": ("disabled", PASSWORD),
    "temporary": ("pending", "abcdefgh"),
    "no temporary": ("known", "abcdefgh"),
}
LOST = {"known": ("known", ""), "unknown": ("unknown", ""), "disabled": ("disabled", "")}


@pytest.fixture
def patient_app(site: Site, db: Session) -> TestApp:
    """The portal with passwords at their real cost, and no suspension."""
    real = make_passwords().hash(PASSWORD)
    for login in ("known", "disabled", "pending"):
        add_account(db, login, password_hash=real).disabled_at = utcnow() if login == "disabled" else None
    db.commit()
    security = replace(site.settings.security, login_failures=10_000)
    app = TestApp(make_app(replace(site, settings=replace(site.settings, security=security))), extra_environ=BROWSER)
    app.post("/password", {"login": "pending", "csrf_token": token(app.get("/password"))})
    return app


def measure(app: TestApp, path: str, cases: Mapping[str, tuple[str, str]], times: dict[str, list[float]]) -> set[str]:
    """Try each case in turn, and return what was answered without the login typed."""
    form = {"csrf_token": token(app.get(path))}
    answers = set()
    names = list(cases)
    for number in range(ROUND):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            login, password = cases[name]
            begun = time.perf_counter()
            answer = app.post(path, {**form, "login": login, "password": password}, status=200)
            times.setdefault(name, []).append(time.perf_counter() - begun)
            answers.add(answer.text.replace(f'value="{login}"', ""))
    return answers


def quicker_quarter(times: list[float]) -> float:
    """Return the time that a quarter of the tries stayed under: what else the machine does lengthens the others."""
    return quantiles(times, n=4)[0]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "cases"), [("/login", LOG_IN), ("/password", LOST)], ids=["log-in", "lost password"])
def test_time_and_text_tell_nothing(patient_app: TestApp, path: str, cases: Mapping[str, tuple[str, str]]) -> None:
    times: dict[str, list[float]] = {}
    typical: dict[str, float] = {}
    for _ in range(ROUNDS):
        assert len(measure(patient_app, path, cases, times)) == 1
        typical = {name: quicker_quarter(found) for name, found in times.items()}
        if max(typical.values()) <= (1 + DIFFERENCE) * min(typical.values()):
            return
    pytest.fail(f"quicker quarters in ms: { {name: round(1000 * found, 1) for name, found in typical.items()} }")
