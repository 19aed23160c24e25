"""``/health``: whether the site can do its work, for whoever watches it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory
from pyramid.security import NO_PERMISSION_REQUIRED
from sqlalchemy import text

from ceres.plugins.contributions import Health, HealthCheck, HealthReport
from ceres.plugins.fitness import WrongContribution, fitting

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.db.engine import Database
    from ceres.storage import DocumentStore
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

SEVERITY = (Health.OK, Health.DEGRADED, Health.DOWN)
NO_DATABASE = _("La base de données ne répond pas : « ceres check » dit pourquoi.")
NO_STORAGE = _("Aucun document ne peut être rangé : vérifier la place qui reste sur le disque, et les droits du dossier (« ceres check »).")
CHECKS = "ceres.health_checks"
"""Registry key of the checks that the layers above this one add."""


def check_database(database: Database) -> HealthReport:
    """Say whether the database answers."""
    with database.read() as db:
        db.execute(text("SELECT 1"))
    return HealthReport(Health.OK, {})


def check_storage(documents: DocumentStore) -> HealthReport:
    """Say whether a document could be stored now."""
    documents.check()
    return HealthReport(Health.OK, {})


def guarded(line: HealthCheck, database: Database, otherwise: Health) -> HealthReport:
    """Run a check; one that raises says ``otherwise``, and only the kind of its error."""
    try:
        report = fitting(line.check(database), HealthReport)
        return replace(report, facts={str(name): _plain(value) for name, value in report.facts.items()})
    except Exception as error:
        return HealthReport(otherwise, {"error": type(error).__name__}, line.advice)


def _plain(value: object) -> str | int | None:
    if value is None or isinstance(value, str | int):
        return value
    raise WrongContribution(f"a fact is {type(value).__name__}, neither a text nor a whole number")


def plugin_checks(request: Request) -> Sequence[HealthCheck]:
    """Return the checks of the plugins that are on; none while the database cannot say which."""
    try:
        return request.hooks.collect("ceres_health_checks")
    except Exception:
        return ()


def reports(request: Request) -> Iterator[tuple[HealthCheck, HealthReport]]:
    """Run every check in turn: the portal cannot work without the first two."""
    for line in _vital(request.documents):
        yield line, guarded(line, request.database, Health.DOWN)
    for line in (_failures(request), *request.registry[CHECKS], *plugin_checks(request)):
        yield line, guarded(line, request.database, Health.DEGRADED)


def _vital(documents: DocumentStore) -> Iterator[HealthCheck]:
    yield HealthCheck("database", check_database, _("Base de données"), advice=NO_DATABASE)
    yield HealthCheck("storage", lambda _database: check_storage(documents), _("Rangement des documents"), advice=NO_STORAGE)


def _failures(request: Request) -> HealthCheck:
    failures = request.registry["ceres.site"].plugins.failures
    words = {"failures": _("Échecs depuis le démarrage")}
    return HealthCheck("plugins", lambda _database: HealthReport(Health.OK, {"failures": failures.total()}), _("Modules"), words)


def health(request: Request) -> dict[str, object]:
    """Answer with each check and the worst of them; 503 when the site cannot work."""
    found = {line.name: report for line, report in reports(request)}
    worst = max((report.state for report in found.values()), key=SEVERITY.index)
    request.response.status_int = 503 if worst is Health.DOWN else 200
    request.response.headers["Cache-Control"] = "no-store"
    return {"status": worst, "checks": {name: {"status": report.state, **report.facts} for name, report in found.items()}}


def add_health_check(config: Configurator, line: HealthCheck) -> None:
    """Add a line of the core; one that raises is shown as degraded."""
    config.registry[CHECKS].append(line)


def includeme(config: Configurator) -> None:
    """Register the view, open to all."""
    config.registry[CHECKS] = []
    config.add_view(health, route_name="health", request_method="GET", renderer="json", permission=NO_PERMISSION_REQUIRED)
