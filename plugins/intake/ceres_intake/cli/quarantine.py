"""``ceres quarantine``: what could not be placed, why, and what is done about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from ceres.api import (
    AuditEntry,
    AuditLog,
    CliContext,
    IntakeOutcome,
    IntakeResult,
    QuarantinedMessage,
    QuarantineNotFound,
    QuarantineQueue,
    QuarantineState,
    Refused,
    StorageError,
    pass_ceres,
    utcnow,
)
from ceres_intake.addressing import ADDRESSABLE, NoSuchPrescriber, address_entry, chosen
from ceres_intake.cli.door import open_replaying
from ceres_intake.masking import lines_of, origin_of
from ceres_intake.replaying import Replaying
from ceres_intake.tally import LABELS

ANY = "all"
STATES = {QuarantineState.WAITING: "en attente", QuarantineState.REPLAYED: "repris", QuarantineState.DISMISSED: "classé"}


@click.group(short_help="Messages qui n’ont pas pu être publiés.")
def quarantine() -> None:
    """Voir, reprendre ou classer les messages qui n’ont pas pu être publiés."""


@quarantine.command("list", short_help="Liste les messages en quarantaine.")
@click.option(
    "--state",
    type=click.Choice([*(each.value for each in QuarantineState), ANY]),
    default=QuarantineState.WAITING.value,
    help="Ceux qui attendent (waiting), repris (replayed), classés (dismissed) ou tous (all).",
)
@click.option("--reason", default="", metavar="CODE", help="Seulement ceux que ce motif retient.")
@click.option("--source", default="", metavar="SYSTÈME", help="Seulement ceux que ce système a envoyés.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par message.")
@pass_ceres
def list_messages(context: CliContext, state: str, reason: str, source: str, as_json: bool) -> None:
    """Lister les messages, du plus ancien au plus récent, sans donnée de patient."""
    zone = ZoneInfo(context.site.settings.site.timezone)
    with context.site.database.read() as db:
        for message in QuarantineQueue(db).listed(None if state == ANY else QuarantineState(state), reason, source=source):
            click.echo(json.dumps(_facts(message), ensure_ascii=False) if as_json else _text(message, zone))


@quarantine.command(short_help="Montre un message.")
@click.argument("number", type=int, metavar="NUMÉRO")
@click.option("--identities", is_flag=True, help="Montre aussi l’identité du patient ; l’affichage est tracé.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON.")
@pass_ceres
def show(context: CliContext, number: int, identities: bool, as_json: bool) -> None:
    """Montrer un message, segment par segment ; l’identité du patient est masquée."""
    message = _find(context, number)
    raw = open_replaying(context).message(message).raw
    segments, origin = lines_of(raw, identities=identities), origin_of(raw, message.origin, identities=identities)
    if identities:
        with context.site.database.write() as db:
            entry = AuditEntry("quarantine.identities", object_type="message", object_id=message.message_sha256)
            AuditLog(db).append(entry, context.audit_context)
    if as_json:
        click.echo(json.dumps({**_facts(message), "file": origin, "segments": segments}, ensure_ascii=False))
        return
    zone = ZoneInfo(context.site.settings.site.timezone)
    click.echo("\n".join([_text(message, zone), message.explanation, f"Fichier ou origine : {origin}", "", *segments]))


@quarantine.command(short_help="Relit des messages et les publie si possible.")
@click.argument("numbers", type=int, nargs=-1, metavar="NUMÉRO…")
@click.option("--all", "everything", is_flag=True, help="Tous ceux qui attendent.")
@click.option("--reason", default="", metavar="CODE", help="Tous ceux que ce motif retient.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par message.")
@pass_ceres
def replay(context: CliContext, numbers: Sequence[int], everything: bool, reason: str, as_json: bool) -> None:
    """Relire des messages avec les réglages et l’annuaire d’aujourd’hui, et les publier si possible."""
    if not (numbers or everything or reason):
        raise Refused("dire quels messages reprendre : des numéros, --reason CODE ou --all.")
    replaying = open_replaying(context)
    for message in _chosen(context, numbers, reason):
        result = _replayed(replaying, message)
        click.echo(json.dumps(_outcome(message, result), ensure_ascii=False) if as_json else _said(message, result))


@quarantine.command(short_help="Adresse un message à un prescripteur.")
@click.argument("number", type=int, metavar="NUMÉRO")
@click.option("--prescriber", "code", required=True, metavar="CODE", help="Code du laboratoire, RPPS ou ADELI, connu de l’annuaire.")
@click.option("--why", required=True, metavar="TEXTE", help="Comment on le sait, sans donnée de patient : le journal le garde.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON.")
@pass_ceres
def address(context: CliContext, number: int, code: str, why: str, as_json: bool) -> None:
    """Publier pour un prescripteur un message qui n’en nomme aucun avec certitude."""
    why, message = " ".join(why.split()), _find(context, number)
    if not why:
        raise Refused("dire pourquoi (--why) : le journal le garde.")
    if message.reason not in ADDRESSABLE or message.state is not QuarantineState.WAITING:
        raise Refused(f"le message {number} n’attend pas qu’on lui choisisse un prescripteur ({STATES[message.state]}, {message.reason}).")
    with context.site.database.write() as db:
        try:
            choice = chosen(db, utcnow(), code, message.source)
        except NoSuchPrescriber:
            raise Refused(f"« {code} » n’est le code d’aucun prescripteur, ou de plusieurs, pour {message.source}.") from None
        AuditLog(db).append(address_entry(message, code, why), context.audit_context)
    result = open_replaying(context).replay(message, choice.person)
    click.echo(json.dumps(_outcome(message, result), ensure_ascii=False) if as_json else _said(message, result))


@quarantine.command(short_help="Classe un message sans le publier.")
@click.argument("number", type=int, metavar="NUMÉRO")
@click.option("--why", required=True, metavar="TEXTE", help="Pourquoi, sans donnée de patient : le journal le garde.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON.")
@pass_ceres
def dismiss(context: CliContext, number: int, why: str, as_json: bool) -> None:
    """Classer un message sans le publier ; il reste conservé."""
    if not why.strip():
        raise Refused("dire pourquoi (--why) : le journal le garde.")
    message = _find(context, number)
    if open_replaying(context).dismiss(message, " ".join(why.split())).outcome is IntakeOutcome.DUPLICATE:
        raise Refused(f"le message {number} n’attend plus ({STATES[message.state]}).")
    facts = _facts(_find(context, number))
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else f"{number}  classé")


def _chosen(context: CliContext, numbers: Sequence[int], reason: str) -> Iterator[QuarantinedMessage]:
    if numbers:
        yield from (_find(context, number) for number in numbers)
        return
    with context.site.database.read() as db:
        waiting = [message.id for message in QuarantineQueue(db).listed(reason=reason)]
    yield from (_find(context, number) for number in waiting)


def _find(context: CliContext, number: int) -> QuarantinedMessage:
    try:
        with context.site.database.read() as db:
            return QuarantineQueue(db).find(number)
    except QuarantineNotFound:
        raise Refused(f"aucun message en quarantaine ne porte le numéro {number} ; voir « ceres quarantine list ».") from None


def _replayed(replaying: Replaying, message: QuarantinedMessage) -> IntakeResult:
    try:
        return replaying.replay(message)
    except StorageError:
        return IntakeResult(IntakeOutcome.REFUSED, "storage", "Les octets du message ne peuvent pas être lus dans le stockage.")


def _facts(message: QuarantinedMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "received_at": message.received_at.isoformat(timespec="seconds"),
        "source": message.source,
        "control_id": message.control_id,
        "message_type": message.message_type,
        "reason": message.reason,
        "explanation": message.explanation,
        "state": message.state.value,
        "file": message.origin,
        "sha256": message.message_sha256,
        "resolved_by": message.resolved_by,
    }


def _outcome(message: QuarantinedMessage, result: IntakeResult) -> dict[str, Any]:
    said = {"outcome": result.outcome.value, "reason": result.reason, "explanation": result.explanation}
    return {"id": message.id, "control_id": message.control_id, **said}


def _text(message: QuarantinedMessage, zone: ZoneInfo) -> str:
    at = f"{message.received_at.astimezone(zone):%d/%m/%Y %H:%M}"
    return f"{message.id:>6}  {at}  {STATES[message.state]:<10}  {message.source}  {message.control_id}  {message.reason}"


def _said(message: QuarantinedMessage, result: IntakeResult) -> str:
    return f"{message.id:>6}  {LABELS[result.outcome]}  {result.reason} {result.explanation}".rstrip()
