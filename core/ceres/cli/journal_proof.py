"""``ceres journal seal|verify|purge``: the journal proves itself."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ceres.audit.copying import SealCopies
from ceres.audit.entry import AuditEntry
from ceres.audit.key import KeyTrouble
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.audit.purging import Purge, Purged
from ceres.audit.seal_file import read_seals
from ceres.audit.sealing import Sealer
from ceres.audit.verifications import Verifications, conclude, verifier_of
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.journal_words import break_words, verdict_words
from ceres.db.clock import utcnow

if TYPE_CHECKING:
    from ceres.audit.breaks import Verdict

SHOWN = 20  # breaks


@click.command(short_help="Scelle tout de suite les événements.")
@pass_ceres
def seal(context: CliContext) -> None:
    """Sceller tout de suite les événements qui ne le sont pas encore, et copier les sceaux là où le site le demande."""
    site = context.site
    try:
        made = _sealer(context).seal()
    except KeyTrouble as trouble:
        raise Refused(str(trouble)) from trouble
    troubles = SealCopies(site.database, site.settings.journal).run()
    click.echo(f"sceaux posés : {made}")
    if troubles:
        raise Refused(" ; ".join(f"copie des sceaux ({place}) : {said}" for place, said in troubles.items()))


@click.command(short_help="Vérifie que rien n’a été touché.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON.")
@click.option(
    "--from-file",
    "copy",
    metavar="SCEAUX",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Comparer aussi avec cette copie des sceaux (journal.seal_file, ou ce qu’en a gardé un serveur syslog).",
)
@pass_ceres
def verify(context: CliContext, as_json: bool, copy: Path | None) -> None:
    """Comparer chaque événement avec les sceaux et avec leur copie ; échoue et nomme l’événement si l’un n’est plus ce qu’il était."""
    site = context.site
    if copy and next(read_seals(copy), None) is None:
        raise Refused(f"{copy} ne contient aucun sceau : donner la copie que tient journal.seal_file, ou le fichier du serveur syslog.")
    begun, clock = utcnow(), time.monotonic()
    verdict = verifier_of(site.database, site.settings, copy).run()
    seconds = time.monotonic() - clock
    facts = {"events": verdict.events, "seals": verdict.seals, "breaks": len(verdict.breaks)}
    outcome = Outcome.SUCCESS if verdict.intact else Outcome.FAILURE
    with site.database.write() as db:
        who = context.audit_context
        AuditLog(db).append(AuditEntry("journal.verify", outcome, detail=facts), who)
        conclude(Verifications(db).ask(who.login, begun), verdict, utcnow())
    click.echo(_as_json(verdict, seconds) if as_json else "\n".join(_lines(verdict, seconds)))
    if not verdict.intact:
        first = verdict.breaks[0]
        raise Refused(f"rupture à l’entrée {first.event} ({break_words(first)}) ; prévenir le responsable de la sécurité.")


@click.command(short_help="Supprime les événements gardés assez longtemps.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait supprimé, sans rien supprimer.")
@pass_ceres
def purge(context: CliContext, dry_run: bool) -> None:
    """Supprimer les événements plus vieux que journal.keep_months ; leurs sceaux restent, et le journal dit ce qui a été supprimé."""
    site = context.site
    work = Purge(site.database, _sealer(context), site.settings.journal.keep_months)
    if dry_run:
        found = work.preview()
        click.echo(f"à supprimer : {_purged(found)}" if found else "rien à supprimer")
        return
    try:
        done = [_purged(each) for each in work.run(context.audit_context)]
    except KeyTrouble as trouble:
        raise Refused(str(trouble)) from trouble
    click.echo("\n".join(f"supprimé : {each}" for each in done) or "rien à supprimer")


def _sealer(context: CliContext) -> Sealer:
    return Sealer(context.site.database, context.settings.journal.key_file)


def _purged(done: Purged) -> str:
    return f"{done.events} événements, de {done.first} à {done.last}"


def _lines(verdict: Verdict, seconds: float) -> list[str]:
    more = [f"… et {len(verdict.breaks) - SHOWN} autres"] if len(verdict.breaks) > SHOWN else []
    return [verdict_words(verdict, seconds), *map(break_words, verdict.breaks[:SHOWN]), *more]


def _as_json(verdict: Verdict, seconds: float) -> str:
    facts = {
        "intact": verdict.intact,
        "events": verdict.events,
        "seals": verdict.seals,
        "pending": verdict.pending,
        "head": verdict.head,
        "seconds": round(seconds, 3),
        "breaks": [each.facts() for each in verdict.breaks],
    }
    return json.dumps(facts)
