"""A plugin as ``ceres plugins`` writes it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ceres.admin.plugin_cards import SettingLine, card_of, settings_of
from ceres.admin.plugin_list import PluginLine, Reason
from ceres.admin.plugin_notices import Notices
from ceres.cli.moments import written
from ceres.plugins.core_version import asked

if TYPE_CHECKING:
    from ceres.admin.plugin_cards import PluginCard
    from ceres.admin.plugin_details import JobLine, PluginDetails
    from ceres.web.request import Request

STATES = {"enabled": "actif", "disabled": "inactif", "blocked": "bloqué"}


def kept_out(line: PluginLine, core: str) -> str:
    """Return why a plugin is off although nobody switched it off."""
    if line.reason is Reason.INCOMPATIBLE:
        return f"incompatible : demande le cœur {asked(line.requires_core)}, version installée {core}"
    return f"attend : {', '.join(line.missing)}" if line.reason is Reason.MISSING else "plugins.blocked le nomme"


def details_json(request: Request, found: PluginDetails) -> dict[str, Any]:
    """Return the details as JSON tells them."""
    line = asdict(found.line)
    card = card_of(request, found.line, Notices(request))
    return {
        **line,
        "adds": card.adds,
        "notices": [f"{notice.title} : {notice.text}" for notice in card.notices],
        "settings": [asdict(each) for each in settings_of(request, found.line.name)],
        "hooks": dict(found.hooks),
        "addresses": [asdict(each) for each in found.addresses],
        "permissions": {name: sorted(each.roles) for name, each in found.permissions.items()},
        "commands": found.commands,
        "tables": found.tables,
        "migrations": asdict(found.migrations) if found.migrations else None,
        "jobs": [{**asdict(job), "started_at": job.started_at.isoformat() if job.started_at else None} for job in found.jobs],
        "package": asdict(found.distribution) if found.distribution else None,
    }


def details_text(request: Request, found: PluginDetails) -> Iterator[str]:
    """Yield the details as people read them."""
    line, card = found.line, card_of(request, found.line, Notices(request))
    yield f"{line.title or line.name} ({line.name} {line.version}) – {STATES[line.state]}"
    yield from (f"  {line.description}",) if line.description else ()
    for notice in card.notices:
        yield f"  {notice.title} : {notice.text}"
    yield from _row("ajoute", card.adds)
    yield from _row("requiert", _needs(card))
    if found.distribution:
        origin = found.distribution
        yield from _row("paquet", [f"{origin.name} {origin.version}", origin.licence or "licence non dite"])
    yield from _row("réglages", map(_setting, settings_of(request, line.name)), "\n" + " " * 18)
    yield from _row("points", found.hooks)
    yield from _row("adresses", (f"{each.path} [{', '.join(each.permissions)}]" for each in found.addresses))
    yield from _row("droits", (f"{name} [{', '.join(sorted(each.roles))}]" for name, each in found.permissions.items()))
    yield from _row("commandes", found.commands)
    yield from _row("tables", found.tables)
    yield from _row("migrations", _migrations(found))
    yield from _row("tâches", (_job(request, each) for each in found.jobs))


def _row(label: str, values: Iterable[str], between: str = ", ") -> Iterator[str]:
    text = between.join(values)
    if text:
        yield f"  {label:<15} {text}"


def _needs(card: PluginCard) -> Iterator[str]:
    if card.core:
        yield f"cœur {card.core}"
    yield from card.line.requires


def _setting(each: SettingLine) -> str:
    return f"{each.name} = {each.value or '(vide)'}  [{'site' if each.given else 'défaut'}]"


def _migrations(found: PluginDetails) -> Iterator[str]:
    if found.newer:
        yield "la base vient d’une version plus récente du module"
    elif found.migrations:
        waiting = found.migrations.waiting
        yield f"{waiting} en attente ; lancer « ceres db upgrade »" if waiting else f"à jour ({found.migrations.applied})"


def _job(request: Request, job: JobLine) -> str:
    last = written(job.started_at, request.zone) if job.started_at else "jamais"
    failed = f", {job.failures} échec(s) de suite" if job.failures else ""
    return f"{job.title} (toutes les {job.every} s, dernier passage : {last}{failed})"
