"""``ceres check``: is this site fit to serve? What is not, and how to mend it."""

from __future__ import annotations

import click

from ceres.cli.checks import findings
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.finding import Level

MARKS = {Level.GOOD: "bon", Level.ADVICE: "conseil", Level.WRONG: "erreur"}


@click.command(short_help="Vérifie que le site est prêt à servir.")
@pass_ceres
@click.pass_context
def check(ctx: click.Context, context: CliContext) -> None:
    """Vérifie la configuration, les modules, la base, les documents et les droits, et dit comment réparer. Échoue s’il y a une erreur."""
    levels = set()
    for finding in findings(context):
        click.echo(f"{MARKS[finding.level]:<8}{finding.subject} : {finding.text}")
        levels.add(finding.level)
    if Level.WRONG in levels:
        ctx.exit(1)
