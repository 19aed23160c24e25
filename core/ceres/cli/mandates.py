"""``ceres mandates``: who reads whose reports, and from when until when."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from ceres.accounts.mandates import MandateLine, MandateState, Period
from ceres.accounts.models import MandateKind
from ceres.cli.acting import desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.moments import end_of, start_of, written, written_end
from ceres.cli.options import LOGIN
from ceres.cli.prescribers import open_mandates
from ceres.i18n.names import plain_name

CODE = click.argument("code", metavar="CODE")
KINDS = {
    MandateKind.SELF: "lui-même",
    MandateKind.SECRETARY: "secrétariat",
    MandateKind.ASSOCIATE: "associé",
    MandateKind.SUBSTITUTE: "remplaçant",
}
STATES = {MandateState.COMING: "à venir", MandateState.CURRENT: "en cours", MandateState.OVER: "terminé"}


@click.group()
def mandates() -> None:
    """Dire quel compte lit les comptes rendus de quel prescripteur, et jusqu’à quand."""


@mandates.command()
@LOGIN
@CODE
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in MandateKind]),
    default=MandateKind.SELF.value,
    show_default=True,
    help="À quel titre.",
)
@click.option("--from", "since", metavar="DATE", help="Premier jour, ou instant ; dès maintenant si rien n’est dit.")
@click.option("--until", metavar="DATE", help="Dernier jour, inclus, ou instant ; sans fin si rien n’est dit.")
@pass_ceres
def add(context: CliContext, login: str, code: str, kind: str, since: str | None, until: str | None) -> None:
    """Laisser un compte lire ce que reçoit le prescripteur connu sous ce code ; un code inconnu est ajouté à l’annuaire."""
    zone = ZoneInfo(context.settings.site.timezone)
    with desk(context) as at:
        period = Period(start_of(since, zone) if since else at.now, end_of(until, zone) if until else None)
        added = open_mandates(at, at.accounts.find(login), [code], MandateKind(kind), period)
    click.echo(f"{login} lit les comptes rendus adressés à {code}" + (" ; code inconnu jusqu’ici, qui entre à l’annuaire" if added else ""))


@mandates.command()
@LOGIN
@CODE
@click.option("--until", metavar="DATE", help="Dernier jour, inclus, ou instant.")
@click.option("--no-end", is_flag=True, help="Sans fin.")
@pass_ceres
def change(context: CliContext, login: str, code: str, until: str | None, no_end: bool) -> None:
    """Changer la fin de ce qu’un compte lit du prescripteur connu sous ce code."""
    if (until is None) is not no_end:
        raise click.UsageError("dire --until ou --no-end.")
    zone = ZoneInfo(context.settings.site.timezone)
    with desk(context) as at:
        for mandate in at.mandates.of_code(at.accounts.find(login), code):
            at.mandates.prolong(mandate, end_of(until, zone) if until else None)
    click.echo(f"{login} lit les comptes rendus adressés à {code} " + (f"jusqu’au {until}" if until else "sans fin"))


@mandates.command()
@LOGIN
@CODE
@pass_ceres
def end(context: CliContext, login: str, code: str) -> None:
    """Mettre fin, dès maintenant, à ce qu’un compte lit du prescripteur connu sous ce code."""
    with desk(context) as at:
        for mandate in at.mandates.of_code(at.accounts.find(login), code):
            at.mandates.end(mandate)
    click.echo(f"{login} ne lit plus les comptes rendus adressés à {code}")


@mandates.command("list")
@click.argument("login", metavar="IDENTIFIANT", required=False)
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par accès.")
@pass_ceres
def list_mandates(context: CliContext, login: str | None, as_json: bool) -> None:
    """Lister les accès d’un compte, ou de tous."""
    zone = ZoneInfo(context.settings.site.timezone)
    with desk(context, reads=True) as at:
        for line in at.mandates.lines(at.accounts.find(login) if login else None):
            click.echo(json.dumps(_facts(line, at.now), ensure_ascii=False) if as_json else _text(line, at.now, zone))


def _facts(line: MandateLine, now: datetime) -> dict[str, object]:
    return {
        "login": line.login,
        "prescriber_id": line.prescriber_id,
        "prescriber": plain_name(line.prescriber),
        "codes": line.codes,
        "kind": line.kind,
        "valid_from": line.period.start.isoformat(timespec="seconds"),
        "valid_until": line.period.end.isoformat(timespec="seconds") if line.period.end else None,
        "active": line.state(now) is MandateState.CURRENT,
        "state": line.state(now),
    }


def _text(line: MandateLine, now: datetime, zone: ZoneInfo) -> str:
    since, until = written(line.period.start, zone), written_end(line.period.end, zone)
    who = f"{plain_name(line.prescriber) or '(sans nom)'} [{', '.join(line.codes)}]"
    return f"{line.login:<20} {KINDS[line.kind]:<12} {STATES[line.state(now)]:<9} {since} – {until:<17} {who}"
