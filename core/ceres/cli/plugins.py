"""``ceres plugins``: which plugins there are, and their switches."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import click

from ceres.admin.plugin_list import PluginLine, lines
from ceres.admin.plugins import (
    BlockedPlugin,
    PluginSwitches,
    RequiredByOthers,
    RequirementsMissing,
    RequirementsOff,
    RestrictedPlugin,
    SwitchRefused,
    UnknownPlugin,
)
from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.db.clock import utcnow

STATES = {"enabled": "actif", "disabled": "inactif", "blocked": "bloqué"}
REASONS: dict[type[SwitchRefused], str] = {
    UnknownPlugin: "aucun module « {name} » n’est installé ; voir « ceres plugins list ».",
    BlockedPlugin: "le module « {name} » est bloqué ; le retirer de plugins.blocked dans le fichier du site.",
    RestrictedPlugin: "le module « {name} » ne se commande que par le fichier du site (plugins.blocked).",
    RequiredByOthers: "des modules actifs ont besoin de « {name} » ({others}) ; --cascade les désactive aussi.",
    RequirementsOff: "le module « {name} » a besoin de modules inactifs ({others}) ; --cascade les active aussi.",
    RequirementsMissing: "le module « {name} » a besoin de modules absents ou bloqués ({others}) ; les installer d’abord.",
}


@click.group()
def plugins() -> None:
    """Lister les modules, les activer, les désactiver."""


@plugins.command("list")
@click.option("--json", "as_json", is_flag=True, help="Un seul tableau JSON.")
@pass_ceres
def list_plugins(context: CliContext, as_json: bool) -> None:
    """Lister les modules installés et leur état."""
    with context.site.database.read() as db:
        found = lines(context.site.plugins, db)
    if as_json:
        click.echo(json.dumps([asdict(line) for line in found], ensure_ascii=False))
        return
    for line in found:
        click.echo(_text(line))


@plugins.command()
@click.argument("name", metavar="NOM")
@click.option("--cascade", is_flag=True, help="Activer aussi les modules dont il a besoin.")
@pass_ceres
def enable(context: CliContext, name: str, cascade: bool) -> None:
    """Activer un module, dès la prochaine requête."""
    _switch(context, lambda switches: switches.enable(name, cascade=cascade), "activé", f"{name} était déjà actif")


@plugins.command()
@click.argument("name", metavar="NOM")
@click.option("--cascade", is_flag=True, help="Désactiver aussi les modules qui ont besoin de lui.")
@pass_ceres
def disable(context: CliContext, name: str, cascade: bool) -> None:
    """Désactiver un module, dès la prochaine requête ; ses données restent."""
    _switch(context, lambda switches: switches.disable(name, cascade=cascade), "désactivé", f"{name} était déjà inactif")


def _switch(context: CliContext, act: Callable[[PluginSwitches], tuple[str, ...]], done: str, nothing: str) -> None:
    site = context.site
    with site.database.write() as db:
        who = context.audit_context
        switches = PluginSwitches(db, site.plugins, AuditLog(db).recorder(who), login=who.login, now=utcnow())
        try:
            changed = act(switches)
        except SwitchRefused as refused:
            raise Refused(REASONS[type(refused)].format(name=refused.name, others=", ".join(refused.others))) from refused
    click.echo("\n".join(f"{name} {done}" for name in changed) or nothing)


def _text(line: PluginLine) -> str:
    wanting = f" (attend : {', '.join(line.missing)})" if line.missing else ""
    return f"{line.name:<20} {STATES[line.state]:<8} {line.version:<8} {line.title}{wanting}"
