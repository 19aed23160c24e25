"""``ceres mail``: try the way out, look at what waits, send again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

import click

from ceres.app import Site
from ceres.audit.entry import AuditEntry
from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.letters import open_letters
from ceres.db.clock import utcnow
from ceres.mail.composing import Composer
from ceres.mail.errors import MailError
from ceres.mail.letters import Letter
from ceres.mail.listing import MailLine, MailState, OutboxDesk
from ceres.mail.mailer import make_message
from ceres.mail.models import MailMessage
from ceres.mail.transports import make_transport

STATES = {MailState.QUEUED: "en attente", MailState.SENDING: "en cours", MailState.SENT: "parti", MailState.FAILED: "abandonné"}
TEST = "ceres/mail/test"


@click.group()
def mail() -> None:
    """Essayer l’envoi des courriels, voir ce qui attend, renvoyer."""


@mail.command(short_help="Envoie un courriel d’essai.")
@click.argument("address", metavar="ADRESSE")
@pass_ceres
def test(context: CliContext, address: str) -> None:
    """Envoyer un courriel d’essai, tout de suite et sans passer par la file d’attente ; échoue s’il ne part pas."""
    site = context.site
    try:
        _send(site, _test_message(site, address))
    except MailError as error:
        raise Refused(f"le courriel n’est pas parti : {error} ; vérifier la section [mail] du fichier du site.") from error
    with site.database.write() as db:
        AuditLog(db).append(AuditEntry("mail.test", object_type="mail"), context.audit_context)
    click.echo(f"le courriel est parti (mail.transport = {site.settings.mail.transport})")


@mail.command("list", short_help="Liste les courriels.")
@click.option("--state", type=click.Choice([each.value for each in MailState]), help="Ceux d’un seul état.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par courriel.")
@pass_ceres
def list_mail(context: CliContext, state: str | None, as_json: bool) -> None:
    """Lister les courriels, du plus ancien au plus récent ; leur contenu n’est pas montré."""
    zone = ZoneInfo(context.site.settings.site.timezone)
    with _desk(context) as desk:
        for line in desk.lines(*([MailState(state)] if state else [])):
            click.echo(json.dumps(asdict(line), ensure_ascii=False, default=datetime.isoformat) if as_json else _text(line, zone))


@mail.command(short_help="Renvoie des courriels.")
@click.argument("number", metavar="NUMÉRO", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Tous ceux qui ont été abandonnés.")
@pass_ceres
def retry(context: CliContext, number: int | None, everything: bool) -> None:
    """Reprendre dès maintenant l’envoi d’un courriel qui n’est pas parti, ou de tous ceux qui ont été abandonnés."""
    if (number is None) is not everything:
        raise click.UsageError("il faut le numéro d’un courriel, ou --all.")
    with _desk(context) as desk:
        if number is None:
            click.echo(f"{desk.retry_all()} courriels à renvoyer")
        elif desk.retry(number):
            click.echo(f"courriel {number} à renvoyer")
        else:
            raise Refused(f"aucun courriel {number} n’attend, ou ce qu’il portait n’a plus cours ; voir « ceres mail list ».")


@contextmanager
def _desk(context: CliContext) -> Iterator[OutboxDesk]:
    with context.site.database.write() as db:
        yield OutboxDesk(db, AuditLog(db).recorder(context.audit_context), utcnow())


def _test_message(site: Site, address: str) -> MailMessage:
    written = open_letters(site).write(Letter(to=address, template=TEST))
    return make_message(Letter(to=address, template=TEST), written, site.settings, utcnow())


def _send(site: Site, message: MailMessage) -> None:
    transport = make_transport(site.settings)
    try:
        transport.send(Composer(site.settings).compose(message))
    finally:
        transport.close()


def _text(line: MailLine, zone: tzinfo) -> str:
    at = (line.sent_at or line.given_up_at or line.not_before).astimezone(zone)
    why = f"  {line.last_error}" if line.last_error else ""
    tries = f"{line.attempts} essai{'s' if line.attempts > 1 else ''}"
    return f"{line.id:>6}  {STATES[line.state]:<10}  {at:%d/%m/%Y %H:%M}  {tries:<9}  {line.recipient:<30}  {line.kind}{why}"
