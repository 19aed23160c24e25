"""``ceres accounts change|sessions``: what is said of an account, and where it is signed in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click

from ceres.admin.account_changes import Wanted
from ceres.admin.account_sessions import AccountSessions
from ceres.cli.acting import desk, letter_desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.moments import written
from ceres.cli.options import LOGIN, ROLES
from ceres.security.permissions import Role
from ceres.sessions.listing import OpenSession


@click.command()
@LOGIN
@click.option("--name", metavar="NOM", help="Nom affiché.")
@click.option("--organisation", metavar="STRUCTURE", help="Où son propriétaire exerce ; vide pour l’enlever.")
@click.option("--email", metavar="ADRESSE", help="Adresse électronique ; l’ancienne en est avertie.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Rôle ; ceux qui sont dits remplacent tous les anciens.")
@pass_ceres
def change(context: CliContext, login: str, name: str | None, organisation: str | None, email: str | None, roles: Sequence[str]) -> None:
    """Changer le nom, la structure, l’adresse électronique ou les rôles d’un compte."""
    if name is None and organisation is None and email is None and not roles:
        raise click.UsageError("dire --name, --organisation, --email ou --role.")
    with letter_desk(context) as at:
        at.changes.change(login, Wanted(name, email, frozenset(map(Role, roles)) or None, organisation))
    click.echo(f"compte {login} modifié")


@click.command()
@LOGIN
@click.option("--end", "ended", metavar="SESSION", help="Fermer cette session.")
@click.option("--end-all", is_flag=True, help="Fermer toutes ses sessions.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par session.")
@pass_ceres
def sessions(context: CliContext, login: str, ended: str | None, end_all: bool, as_json: bool) -> None:
    """Lister les sessions ouvertes d’un compte, ou les fermer."""
    if ended is not None and end_all:
        raise click.UsageError("--end et --end-all s’excluent.")
    zone = ZoneInfo(context.settings.site.timezone)
    with desk(context, reads=ended is None and not end_all) as at:
        account, known = at.accounts.find(login), AccountSessions(at.db, context.settings.sessions, at.record, at.now)
        if ended is not None:
            known.end_one(account, ended)
            click.echo("session fermée")
        elif end_all:
            click.echo(f"sessions fermées : {known.end_all(account)}")
        else:
            for session in known.of(account):
                click.echo(json.dumps(_facts(session), ensure_ascii=False) if as_json else _text(session, zone))


def _facts(session: OpenSession) -> dict[str, str]:
    return {
        "id": session.public_id,
        "device": session.device,
        "ip": session.ip,
        "since": session.since.isoformat(timespec="seconds"),
        "last_seen_at": session.last_seen_at.isoformat(timespec="seconds"),
    }


def _text(session: OpenSession, zone: ZoneInfo) -> str:
    since, seen = (written(each, zone) for each in (session.since, session.last_seen_at))
    return f"{session.public_id:<18} {session.device or 'appareil inconnu':<22} {session.ip:<40} depuis {since}, vue {seen}"
