"""``ceres db``: the tables of the site."""

from __future__ import annotations

import click

from ceres.audit.entry import AuditEntry
from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.db import migrate


@click.group()
def db() -> None:
    """Mettre à jour et contrôler la base de données."""


@db.command()
@pass_ceres
def upgrade(context: CliContext) -> None:
    """Créer les tables ou les mettre à jour, modules compris. Sauvegarder d’abord : il n’y a pas de retour."""
    waiting = migrate.pending(context.bare_site)
    migrate.upgrade(context.bare_site)
    if not waiting:
        click.echo("la base de données est à jour")
        return
    applied = [f"{each.owner} {each.revision}" for each in waiting]
    with context.bare_site.database.write() as db:
        AuditLog(db).append(AuditEntry("database.upgrade", detail={"applied": applied}), context.audit_context)
    click.echo("\n".join(f"{each} : appliqué" for each in applied))


@db.command()
@pass_ceres
def check(context: CliContext) -> None:
    """Dire si les tables sont à jour et conformes ; échoue sinon."""
    if waiting := migrate.pending(context.bare_site):
        names = ", ".join(f"{each.owner} {each.revision}" for each in waiting)
        raise Refused(f"la base de données attend une mise à jour ({names}) ; la sauvegarder, puis lancer « ceres db upgrade ».")
    if differences := migrate.check(context.bare_site):
        raise Refused("\n".join(f"les tables diffèrent de ce que le programme attend : {each}" for each in differences))
    click.echo("la base de données est à jour")
