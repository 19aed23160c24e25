"""``ceres followup``."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from ceres.api import CliContext, pass_ceres, utcnow
from ceres_followup.overview import overview


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Un seul tableau JSON.")
@pass_ceres
def followup(context: CliContext, as_json: bool) -> None:
    """Compter les comptes rendus suivis, par compte."""
    with context.site.database.read() as db:
        rows = overview(db, utcnow())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.login:<20} {row.followed} suivis, dont {row.due} à revoir")
