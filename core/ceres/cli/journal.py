"""``ceres journal``: who did what, when, from where."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import click

from ceres.audit.journal import Journal, JournalFilter, JournalLine
from ceres.audit.models import Outcome
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.moments import end_of, start_of

OUTCOMES = {Outcome.SUCCESS: "réussi", Outcome.FAILURE: "échec", Outcome.REFUSED: "refusé"}


@click.group(short_help="Journal des accès.")
def journal() -> None:
    """Lire le journal des accès."""


@journal.command("list")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par événement.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Les N derniers seulement.")
@click.option("--action", default="", metavar="ACTION", help="Une action (report.read) ou toutes celles d’un objet (report).")
@click.option("--login", default="", metavar="IDENTIFIANT", help="Ce qu’a fait un compte.")
@click.option("--since", metavar="DATE", help="Depuis ce jour ou cet instant.")
@click.option("--until", metavar="DATE", help="Jusqu’à ce jour, inclus, ou cet instant.")
@pass_ceres
def list_events(
    context: CliContext, as_json: bool, limit: int | None, action: str, login: str, since: str | None, until: str | None
) -> None:
    """Lister les événements, du plus ancien au plus récent."""
    zone = ZoneInfo(context.settings.site.timezone)
    wanted = JournalFilter(
        action=action, login=login, since=start_of(since, zone) if since else None, until=end_of(until, zone) if until else None
    )
    with context.site.database.read() as db:
        for line in Journal(db).oldest_first(wanted, limit):
            click.echo(json.dumps(_facts(line), ensure_ascii=False) if as_json else _text(line, zone))


def _facts(line: JournalLine) -> dict[str, Any]:
    return {
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
    }


def _text(line: JournalLine, zone: ZoneInfo) -> str:
    at = f"{line.at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
    return (
        f"{at}  {OUTCOMES[line.outcome]:<7} {line.action:<18} {line.login:<20} {line.ip:<15} {line.object_type} {line.object_id}".rstrip()
    )
