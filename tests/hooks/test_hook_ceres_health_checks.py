"""``ceres_health_checks``: lines of ``/health``."""

from __future__ import annotations

from collections.abc import Sequence

from ceres.db.engine import Database
from ceres.plugins.contributions import Health, HealthCheck, HealthReport
from factories.plugins import make_host, make_plugin


def water(database: Database) -> HealthReport:
    return HealthReport(Health.DEGRADED, {"litres": 3})


def test_hook_ceres_health_checks() -> None:
    def ceres_health_checks() -> Sequence[HealthCheck]:
        return [HealthCheck("water", water)]

    host = make_host(make_plugin("garden", ceres_health_checks))
    assert host.bind(frozenset({"garden"})).collect("ceres_health_checks") == (HealthCheck("water", water),)
    assert host.bind(frozenset()).collect("ceres_health_checks") == ()
