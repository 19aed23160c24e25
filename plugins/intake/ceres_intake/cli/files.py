"""``ceres intake FILE|DIR…``: takes files in, message by message."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ceres.api import AuditEntry, AuditLog, CliContext, IntakeOutcome, pass_ceres
from ceres_intake.cli.door import open_intake
from ceres_intake.cli.group import FILES, intake
from ceres_intake.configuration import intake_settings
from ceres_intake.files import UnreadableFile, files_of, read_message
from ceres_intake.taking import Taken, refused
from ceres_intake.tally import Tally, json_line


@intake.command(FILES, short_help="Prend en charge des fichiers (commande par défaut).")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CHEMIN…")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par message.")
@pass_ceres
@click.pass_context
def take_files(ctx: click.Context, context: CliContext, paths: Sequence[Path], as_json: bool) -> None:
    """Prendre en charge des fichiers et des dossiers ; échoue si un message a été refusé."""
    tally = Tally()
    hidden = as_json or not sys.stderr.isatty()  # programs and logs read no bar
    with click.progressbar(list(files_of(paths)), label="Fichiers du laboratoire", file=sys.stderr, hidden=hidden) as files:
        for taken in _taken(context, files):
            tally.add(taken)
            if as_json:
                click.echo(json_line(taken))
    _trace(context, tally)
    if not as_json:
        click.echo("\n".join(tally.lines()))
    if tally.outcomes[IntakeOutcome.REFUSED]:
        click.echo(f"ceres : {tally.outcomes[IntakeOutcome.REFUSED]} refus ; rien n’en a été conservé.", err=True)
        ctx.exit(1)


def _taken(context: CliContext, files: Iterator[Path]) -> Iterator[Taken]:
    settings, door = intake_settings(context.site.settings), open_intake(context)
    for file in files:
        try:
            data = read_message(file, settings.max_message_size)
        except UnreadableFile as unreadable:
            yield refused(str(file), unreadable.reason)
        else:
            yield from door.take_all(data, str(file))


def _trace(context: CliContext, tally: Tally) -> None:
    """Write who took files in, and how many of what; the messages have events of their own."""
    counts = {outcome.value: number for outcome, number in tally.outcomes.items()}
    with context.site.database.write() as db:
        AuditLog(db).append(AuditEntry("intake.files", detail=counts), context.audit_context)
