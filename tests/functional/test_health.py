"""``/health``: open to all, one line a part, 503 when the site cannot work."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from webtest import TestApp

from ceres.app import Site
from ceres.plugins.contributions import Health, HealthCheck, HealthReport
from ceres.plugins.hooks import Hooks
from ceres.storage import StorageError


def lines(*checks: HealthCheck) -> object:
    def collect(self: Hooks, hook: str, **arguments: object) -> tuple[object, ...]:
        return checks if hook == "ceres_health_checks" else ()

    return collect


def test_a_healthy_site(app: TestApp) -> None:
    answer = app.get("/health", status=200)
    assert answer.json["status"] == "ok"
    assert answer.json["checks"]["database"] == {"status": "ok"}
    assert answer.json["checks"]["storage"] == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    app.head("/health", status=200)


def test_a_database_that_is_away(app: TestApp, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("password of postgres is wrong"))

    monkeypatch.setattr(site.database, "reader", away)
    answer = app.get("/health", status=503)
    assert answer.json["status"] == "down"
    assert answer.json["checks"]["database"] == {"status": "down", "error": "OperationalError"}
    assert "password" not in answer.text


def test_documents_that_cannot_be_stored(app: TestApp, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise StorageError("/srv/secret: no space left")

    monkeypatch.setattr(site.documents, "check", full)
    answer = app.get("/health", status=503)
    assert answer.json["checks"]["storage"] == {"status": "down", "error": "StorageError"}
    assert "/srv" not in answer.text


def test_the_lines_of_plugins(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = HealthCheck("fine", lambda _: HealthReport(Health.OK, {"waiting": 3}))
    monkeypatch.setattr(Hooks, "collect", lines(fine))
    answer = app.get("/health", status=200)
    assert answer.json["checks"]["fine"] == {"status": "ok", "waiting": 3}


def test_a_plugin_that_fails_degrades_the_site_only(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> HealthReport:
        raise ValueError("TUFELE Maleta")

    after = HealthCheck("after", lambda _: HealthReport(Health.OK, {}))
    monkeypatch.setattr(Hooks, "collect", lines(HealthCheck("broken", fail), after))
    answer = app.get("/health", status=200)
    assert answer.json["status"] == "degraded"
    assert answer.json["checks"]["broken"] == {"status": "degraded", "error": "ValueError"}
    assert answer.json["checks"]["after"] == {"status": "ok"}
    assert "TUFELE" not in answer.text


def test_a_plugin_that_is_down_takes_the_site_down(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hooks, "collect", lines(HealthCheck("mail", lambda _: HealthReport(Health.DOWN, {}))))
    assert app.get("/health", status=503).json["status"] == "down"
