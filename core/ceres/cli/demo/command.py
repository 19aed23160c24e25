"""``ceres demo``: a whole site of invented people, in one command, as often as one likes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.cli.context import CliContext
from ceres.cli.demo.accounts import Opened, open_accounts
from ceres.cli.demo.feeding import Feeder
from ceres.cli.demo.folder import ADDRESS, DemoFolder
from ceres.cli.demo.plan import events
from ceres.cli.errors import Refused
from ceres.config import checks
from ceres.config.settings import Settings
from ceres.db.clock import utcnow

WORDS = {
    "published": "comptes rendus publiés",
    "version": "nouvelles versions",
    "retracted": "retirés",
    "quarantined": "en quarantaine",
    "duplicate": "déjà reçus",
    "ignored": "ignorés",
    "refused": "refusés",
}
ROLES = {"prescriber": "prescripteur", "administrator": "administrateur", "auditor": "auditeur"}


def _address(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse what ``site.url`` would refuse."""
    if value and (complaint := checks.web_address(value)):
        raise click.BadParameter(complaint)
    return value


@click.command(short_help="Remplit un site de démonstration.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    metavar="DOSSIER",
    help="Où mettre le site.",
)
@click.option(
    "--url",
    metavar="ADRESSE",
    callback=_address,
    help=f"Adresse où le portail sera servi : site.url du fichier écrit, {ADDRESS} si elle n’est pas dite.",
)
@click.option("--json", "as_json", is_flag=True, help="Termine par une ligne JSON : dossier, fichier du site, comptes.")
def demo(folder: Path, url: str | None, as_json: bool) -> None:
    """Remplit un site d’un laboratoire inventé : des comptes de tous les rôles, trois mois de comptes rendus.

    Les mots de passe ne sont montrés qu’une fois. Relancer la commande ne change rien à ce qui est déjà là, fichier du site compris.
    """
    place = DemoFolder(folder)
    place.prepare(ADDRESS if url is None else url)
    context = CliContext(place.config)
    click.get_current_context().call_on_close(context.close)
    _warn(place, url, context.settings.site.url)
    start = _start(place, context.site)
    opened = open_accounts(context)
    outcomes = _feed(context, start)
    if as_json:
        click.echo(json.dumps(_summary(place, opened), ensure_ascii=False))
    else:
        _tell(place, opened, outcomes)
        _invite(place, context.settings, url)


def _warn(place: DemoFolder, url: str | None, known: str) -> None:
    """Say that the site goes on with the address it has; on stderr, since the last line of ``--json`` is read by programs."""
    if url in (None, known):
        return
    kept = f"les liens des courriels y mènent à {known}" if known else "site.url n’y est pas dit, aucune invitation ne part par courriel"
    click.echo(f"ceres : {place.config} est gardé tel quel : {kept} ; pour {url}, y changer site.url.", err=True)


def _start(place: DemoFolder, site: Site) -> datetime:
    """Return the end of the ninety days, local time; a site that others use is not touched."""
    if place.start is None:
        with site.database.read() as db:
            if db.scalar(select(Account.id).limit(1)) is not None:
                raise Refused("la base désignée par CERES_DATABASE__URL sert déjà à un site ; la démonstration veut une base vide.")
        place.remember(utcnow())
    return (place.start or utcnow()).astimezone(ZoneInfo(site.settings.site.timezone)).replace(tzinfo=None)


def _feed(context: CliContext, start: datetime) -> Counter[str]:
    story = events(start)
    outcomes: Counter[str] = Counter()
    with click.progressbar(length=len(story), label="Messages du laboratoire", file=sys.stderr) as bar:
        for batch in Feeder(context).feed(story):
            outcomes += batch
            bar.update(sum(batch.values()))
    if outcomes["refused"]:
        raise Refused(f"{outcomes['refused']} messages ont été refusés ; voir « ceres check ».")
    return outcomes


def _summary(place: DemoFolder, opened: Sequence[Opened]) -> dict[str, object]:
    accounts = [{"login": each.actor.login, "password": each.password, "roles": [each.actor.role.value]} for each in opened]
    return {"dir": str(place.path.absolute()), "config": str(place.config.absolute()), "accounts": accounts}


def _tell(place: DemoFolder, opened: Sequence[Opened], outcomes: Counter[str]) -> None:
    counts = ", ".join(f"{number} {WORDS.get(outcome, outcome)}" for outcome, number in outcomes.most_common())
    click.echo(f"{sum(outcomes.values())} messages : {counts}.\n")
    for each in opened:
        click.echo(f"  {each.actor.login:<12}  {each.password or '(inchangé)':<20}  {ROLES[each.actor.role.value]:<14}  {each.actor.name}")
    if all(each.password is None for each in opened):
        click.echo("\nLes comptes existaient : leurs mots de passe restent ceux qui ont été montrés la première fois.")
        click.echo(f"S’ils sont perdus, supprimer {place.path} et recommencer.")
    else:
        click.echo("\nCes mots de passe ne seront plus montrés : notez-les.")


def _invite(place: DemoFolder, settings: Settings, url: str | None) -> None:
    click.echo(f"Les courriels que le portail écrit sont dans {settings.mail.folder}, un fichier .eml chacun.")
    click.echo(f"Ouvrir le portail : « ceres --config {place.config} serve », puis {url or settings.site.url or ADDRESS}")
