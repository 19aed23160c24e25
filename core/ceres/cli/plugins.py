"""``ceres plugins``: which plugins there are, what each one is, and their switches."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from ceres.admin.plugin_details import UnknownPluginName, details
from ceres.admin.plugin_list import PluginLine, Reason, lines
from ceres.admin.plugins import (
    BlockedPlugin,
    IncompatiblePlugin,
    PluginSwitches,
    RequiredByOthers,
    RequirementsMissing,
    RequirementsOff,
    RestrictedPlugin,
    SwitchRefused,
    UnknownPlugin,
)
from ceres.admin.switch_preview import Preview, SwitchPreview
from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.plugin_text import STATES, details_json, details_text, kept_out
from ceres.cli.portal import portal_request
from ceres.db.clock import utcnow

REASONS: dict[type[SwitchRefused], str] = {
    UnknownPlugin: "aucun module « {name} » n’est installé ; voir « ceres plugins list ».",
    BlockedPlugin: "le module « {name} » est bloqué ; le retirer de plugins.blocked dans le fichier du site.",
    RestrictedPlugin: "le module « {name} » ne se commande que par le fichier du site (plugins.blocked).",
    IncompatiblePlugin: "le module « {name} » demande une autre version du cœur ; voir « ceres plugins show {name} ».",
    RequiredByOthers: "des modules actifs ont besoin de « {name} » ({others}) ; --cascade les désactive aussi.",
    RequirementsOff: "le module « {name} » a besoin de modules inactifs ({others}) ; --cascade les active aussi.",
    RequirementsMissing: "le module « {name} » a besoin de modules absents, bloqués ou incompatibles ({others}) ; les installer d’abord.",
}

Act = Callable[[PluginSwitches], tuple[str, ...]]
dry_run_option = click.option("--dry-run", is_flag=True, help="Dire ce qui changerait pour les personnes connectées, sans rien changer.")


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
        click.echo(_text(line, context))


@plugins.command()
@click.argument("name", metavar="NOM")
@click.option("--json", "as_json", is_flag=True, help="Un seul objet JSON.")
@pass_ceres
def show(context: CliContext, name: str, as_json: bool) -> None:
    """Montrer un module : ce qu’il ajoute, ses réglages, ses adresses, ses tables, ses tâches, sa provenance."""
    with portal_request(context.site) as request:
        try:
            found = details(request, name)
        except UnknownPluginName as error:
            raise Refused(REASONS[UnknownPlugin].format(name=name)) from error
        if as_json:
            click.echo(json.dumps(details_json(request, found), ensure_ascii=False))
        else:
            click.echo("\n".join(details_text(request, found)))


@plugins.command()
@click.argument("name", metavar="NOM")
@click.option("--cascade", is_flag=True, help="Activer aussi les modules dont il a besoin.")
@dry_run_option
@pass_ceres
def enable(context: CliContext, name: str, cascade: bool, dry_run: bool) -> None:
    """Activer un module, dès la prochaine requête."""
    if dry_run:
        _preview(context, name, on=True)
    else:
        _switch(context, lambda switches: switches.enable(name, cascade=cascade), "activé", f"{name} était déjà actif")


@plugins.command()
@click.argument("name", metavar="NOM")
@click.option("--cascade", is_flag=True, help="Désactiver aussi les modules qui ont besoin de lui.")
@dry_run_option
@pass_ceres
def disable(context: CliContext, name: str, cascade: bool, dry_run: bool) -> None:
    """Désactiver un module, dès la prochaine requête ; ses données restent."""
    if dry_run:
        _preview(context, name, on=False)
    else:
        _switch(context, lambda switches: switches.disable(name, cascade=cascade), "désactivé", f"{name} était déjà inactif")


def _preview(context: CliContext, name: str, *, on: bool) -> None:
    with portal_request(context.site) as request:
        found = _answered(lambda: SwitchPreview.for_request(request).of(name, on=on))
    if not found.effects:
        click.echo("rien ne change dans les pages")
    for effect in found.effects:
        click.echo(f"{effect.title} ({effect.name}) {'démarre' if on else 's’arrête'} :")
        click.echo("\n".join(f"  {change}" for change in effect.changes) or "  rien ne change dans les pages")
    if found.others:
        click.echo(_asked(found))


def _asked(found: Preview) -> str:
    others = ", ".join(found.others)
    return (
        f"il faut --cascade : {others} {'lui est nécessaire' if found.on else 'en dépend'}"
        if len(found.others) == 1
        else (f"il faut --cascade : {others} {'lui sont nécessaires' if found.on else 'en dépendent'}")
    )


def _switch(context: CliContext, act: Act, done: str, nothing: str) -> None:
    site = context.site
    with site.database.write() as db:
        who = context.audit_context
        switches = PluginSwitches(db, site.plugins, AuditLog(db).recorder(who), login=who.login, now=utcnow())
        changed = _answered(lambda: act(switches))
    click.echo("\n".join(f"{name} {done}" for name in changed) or nothing)


def _answered(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except SwitchRefused as refused:
        raise Refused(REASONS[type(refused)].format(name=refused.name, others=", ".join(refused.others))) from refused


def _text(line: PluginLine, context: CliContext) -> str:
    why = kept_out(line, str(context.site.plugins.core)) if line.reason is not Reason.NONE else ""
    return f"{line.name:<20} {STATES[line.state]:<8} {line.version:<8} {line.title}{f' ({why})' if why else ''}".rstrip()
