"""``ceres journal``: who did what, when, from where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from ceres.admin.fhir import Observer
from ceres.admin.journal_export import FORMATS
from ceres.audit.entry import AuditEntry
from ceres.audit.journal import Journal, JournalFilter
from ceres.audit.lines import JournalLine
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.journal_proof import purge, seal, verify
from ceres.cli.moments import end_of, start_of

OUTCOMES = {Outcome.SUCCESS: "réussi", Outcome.FAILURE: "échec", Outcome.REFUSED: "refusé"}


@click.group(short_help="Journal des accès.")
def journal() -> None:
    """Lire le journal des accès, l’exporter, prouver qu’il est entier."""


journal.add_command(seal)
journal.add_command(verify)
journal.add_command(purge)


def narrowing(command: Any) -> Any:
    """Add the options that choose events."""
    options = (
        click.option("--action", default="", metavar="ACTION", help="Une action (report.read) ou toutes celles d’un objet (report)."),
        click.option("--login", default="", metavar="IDENTIFIANT", help="Ce qu’a fait un compte."),
        click.option("--since", metavar="DATE", help="Depuis ce jour ou cet instant."),
        click.option("--until", metavar="DATE", help="Jusqu’à ce jour, inclus, ou cet instant."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@journal.command("list", short_help="Liste les événements.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par événement.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Les N derniers seulement.")
@narrowing
@pass_ceres
def list_events(context: CliContext, /, as_json: bool, limit: int | None, **typed: str | None) -> None:
    """Lister les événements, du plus ancien au plus récent."""
    zone = ZoneInfo(context.settings.site.timezone)
    wanted = _wanted(zone, **typed)
    with context.site.database.read() as db:
        for line in Journal(db).oldest_first(wanted, limit):
            click.echo(json.dumps(_facts(line), ensure_ascii=False) if as_json else _text(line, zone))


@journal.command("export", short_help="Exporte les événements.")
@click.option("--format", "name", type=click.Choice(list(FORMATS)), default="csv", show_default=True, help="Tableur, lignes JSON ou FHIR.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER", help="Fichier à écrire ; sinon, à l’écran.")
@narrowing
@pass_ceres
def export(context: CliContext, /, name: str, output: Path | None, **typed: str | None) -> None:
    """Exporter les événements, du plus ancien au plus récent : CSV, lignes JSON, ou ressources FHIR R4 AuditEvent (IHE BALP).

    L’export lui-même est un événement, écrit avant que rien ne sorte.
    """
    site = context.site
    wanted = _wanted(ZoneInfo(context.settings.site.timezone), **typed)
    criteria = sorted(option for option, value in typed.items() if value)
    with site.database.write() as db:
        AuditLog(db).append(AuditEntry("journal.export", detail={"format": name, "criteria": criteria}), context.audit_context)
    observer = Observer(site.settings.site.name, site.settings.site.url)
    with site.database.read() as db, click.open_file(str(output or "-"), "wb") as file:
        FORMATS[name].write(file, Journal(db).oldest_first(wanted), observer)


def _wanted(zone: ZoneInfo, action: str | None, login: str | None, since: str | None, until: str | None) -> JournalFilter:
    return JournalFilter(
        action=action or "",
        login=login or "",
        since=start_of(since, zone) if since else None,
        until=end_of(until, zone) if until else None,
    )


def _facts(line: JournalLine) -> dict[str, Any]:
    return {
        "number": line.id,
        "at": line.at.isoformat(timespec="milliseconds"),
        "action": line.action,
        "login": line.login,
        "object": line.object_id,
        "object_type": line.object_type,
        "ip": line.ip,
        "outcome": line.outcome,
        "request_id": line.request_id,
        "session_id": line.session_id,
        "prescriber_id": line.prescriber_id,
        "detail": line.detail,
        "hash": line.content_hash,
    }


def _text(line: JournalLine, zone: ZoneInfo) -> str:
    at = f"{line.at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
    return (
        f"{at}  {OUTCOMES[line.outcome]:<7} {line.action:<18} {line.login:<20} {line.ip:<15} {line.object_type} {line.object_id}".rstrip()
    )
