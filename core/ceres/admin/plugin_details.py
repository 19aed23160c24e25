"""Everything there is to know of one plugin: what it hooks into, its addresses, tables and jobs, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ceres.admin.about import Component, component
from ceres.admin.plugin_list import PluginLine, lines
from ceres.db.base import Base
from ceres.db.migrate import NewerDatabase, Progress, progress
from ceres.worker.models import WorkerJob

if TYPE_CHECKING:
    from ceres.plugins.host import PluginHost
    from ceres.security.grants import Granted
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class Address:
    """One address, with the permissions that its views ask for."""

    path: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job, and how it last went."""

    title: str  # French msgid
    every: int  # seconds
    started_at: datetime | None
    failures: int  # in a row


@dataclass(frozen=True, slots=True)
class PluginDetails:
    """One plugin; of one that is not loaded, its line and its distribution."""

    line: PluginLine
    distribution: Component | None
    hooks: Mapping[str, int]  # what it implements, each with the failures since this process started
    addresses: tuple[Address, ...] = ()
    tables: tuple[str, ...] = ()
    migrations: Progress | None = None
    newer: bool = False  # its tables were made by a newer version of it
    jobs: tuple[JobLine, ...] = ()
    commands: tuple[str, ...] = ()
    permissions: Mapping[str, Granted] = field(default_factory=dict)  # that it declares, by name
    actions: Mapping[str, str] | None = None  # kinds of events it writes in the journal, with their French msgids


class UnknownPluginName(LookupError):
    """No plugin of that name is installed or blocked."""


def details(request: Request, name: str) -> PluginDetails:
    """Return the details of one plugin.

    Raises:
        UnknownPluginName: there is none.
    """
    site = request.registry["ceres.site"]
    line = next((each for each in lines(site.plugins, request.db) if each.name == name), None)
    if line is None:
        raise UnknownPluginName(name)
    held = site.plugins.distribution(name)
    origin = component(held) if held else None
    if line.state == "blocked":
        return PluginDetails(line, origin, {})
    migrations, newer = _migrations(site, name)
    return PluginDetails(
        line=line,
        distribution=origin,
        hooks=_hooks(site.plugins, name),
        addresses=tuple(_addresses(request, _package(site.plugins, name))),
        tables=tuple(_tables(name)),
        migrations=migrations,
        newer=newer,
        jobs=tuple(_jobs(request, name)),
        commands=tuple(f"ceres {each.command.name}" for each in _collected(request, name, "ceres_commands")),
        permissions=site.grants.of_plugin(name),
        actions={each.name: each.title for each in site.plugins.declared("ceres_audit_actions").get(name, ())},
    )


def _collected(request: Request, name: str, hook: str) -> Sequence[Any]:
    found: Sequence[Any] = request.registry["ceres.site"].plugins.bind(frozenset({name})).collect(hook)
    return found


def _hooks(plugins: PluginHost, name: str) -> Mapping[str, int]:
    counts = plugins.failures.counts()
    return {hook: counts.get((name, hook), 0) for hook in sorted(plugins.implemented(name))}


def _package(plugins: PluginHost, name: str) -> str:
    return next(plugin.package for plugin in plugins.loaded() if plugin.info.name == name)


def _addresses(request: Request, package: str) -> Sequence[Address]:
    """Return the addresses whose routes have the name of the package, as those of plugins must."""
    introspector = request.registry.introspector
    paths = {each["introspectable"]["name"]: each["introspectable"]["pattern"] for each in introspector.get_category("routes") or ()}
    asked: dict[str, set[str]] = {name: set() for name in paths if name.startswith(f"{package}.")}
    for view in introspector.get_category("views") or ():
        route = view["introspectable"]["route_name"]
        if route in asked:
            asked[route] |= {str(each["value"]) for each in view["related"] if each.category_name == "permissions"}
    return sorted((Address(paths[name], tuple(sorted(needed))) for name, needed in asked.items()), key=lambda each: each.path)


def _tables(name: str) -> Sequence[str]:
    return sorted(table for table in Base.metadata.tables if table.startswith(f"{name.replace('-', '_')}_"))


def _migrations(site: Any, name: str) -> tuple[Progress | None, bool]:
    try:
        return progress(site, name), False
    except NewerDatabase:
        return None, True


def _jobs(request: Request, name: str) -> Sequence[JobLine]:
    found = []
    for job in _collected(request, name, "ceres_jobs"):
        row = request.db.get(WorkerJob, f"{name}.{job.name}")
        found.append(JobLine(job.title, job.every, row.started_at if row else None, row.failures if row else 0))
    return found
