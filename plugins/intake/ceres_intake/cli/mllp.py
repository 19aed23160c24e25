"""``ceres mllp``: the listener, in one process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import click

from ceres.api import CliContext, Refused, StorageError, loopback, pass_ceres, start_logging, system_words, utcnow
from ceres_intake.cli.door import open_intake
from ceres_intake.configuration import intake_settings
from ceres_intake.mllp.acknowledging import Acknowledging, AckSettings
from ceres_intake.mllp.body import Spool
from ceres_intake.mllp.door import Door, Remembered
from ceres_intake.mllp.listener import Listener
from ceres_intake.mllp.presence import Presence
from ceres_intake.mllp.service import serve
from ceres_intake.mllp.settings import MllpSettings, mllp_settings
from ceres_intake.mllp.tls import tls_context
from ceres_intake.taking import IntakeSettings


@click.command(short_help="Écoute le laboratoire (HL7 v2 sur MLLP).")
@click.option("--host", metavar="ADRESSE", help="Adresse où écouter (réglage mllp_host).")
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT", help="Port ; 0 : n’importe lequel (réglage mllp_port).")
@click.option("--tls-cert", metavar="FICHIER", help="Certificat TLS du serveur, PEM (réglage mllp_tls_cert).")
@click.option("--tls-key", metavar="FICHIER", help="Clé privée du certificat, PEM (réglage mllp_tls_key).")
@click.option("--client-ca", metavar="FICHIER", help="Autorités des certificats exigés des émetteurs, PEM (réglage mllp_client_ca).")
@pass_ceres
def mllp(context: CliContext, /, **options: str | int | None) -> None:
    """Écouter le laboratoire jusqu’à ce qu’on l’arrête (Ctrl-C ou SIGTERM) ; le message en main est enregistré et acquitté.

    AA veut dire : enregistré, une fois, pour de bon.
    """
    site = context.site
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    settings = replace(mllp_settings(site.settings), **given)
    refuse_unsafe(settings, insecure=site.settings.security.insecure)
    tls = tls_context(settings)
    start_logging()
    intake = intake_settings(site.settings)
    with suppress(StorageError):  # a full disk is answered to each sender, and empties again
        site.documents.check()
    folder = site.settings.storage.path
    spool = Spool(folder=folder if folder.is_dir() else None)
    listener = Listener(_door(context, settings, intake).take, settings, max_size=intake.max_message_size, spool=spool)
    try:
        asyncio.run(serve(listener, tls, _say_ready, lambda address: Presence(site.database, address, utcnow)))
    except OSError as error:
        raise Refused(
            f"impossible d’écouter sur {settings.host}, port {settings.port} ({system_words(error)}) ; choisir --host ou --port."
        ) from error


def refuse_unsafe(settings: MllpSettings, *, insecure: bool) -> None:
    """Refuse to take messages from anybody on a network (the way out is in the message).

    Raises:
        Refused: ``settings.host`` reaches beyond this machine and nothing says who may connect.
    """
    if loopback(settings.host) or insecure:
        return
    if not settings.allow and not settings.client_ca:
        raise Refused(
            f"écouter sur {settings.host} laisserait n’importe qui déposer des comptes rendus. Nommer les émetteurs "
            '(plugins.intake.mllp_allow = ["10.1.2.3"]) ou exiger leurs certificats (--client-ca) ; '
            "pour un essai sans vrais patients : security.insecure = true."
        )
    if not settings.tls_cert:
        click.echo("ceres : les messages circuleront en clair (--tls-cert) : seulement sur un réseau réservé au laboratoire.", err=True)


def _door(context: CliContext, settings: MllpSettings, intake: IntakeSettings) -> Door:
    site = context.site

    def switched_on() -> bool:
        with site.database.read() as db:
            return "intake" in site.plugins.enabled(db)

    return Door(
        open_intake(context, "mllp"),
        Acknowledging(AckSettings(intake.zone, intake.default_charset, settings.answer_never), utcnow),
        Remembered(switched_on),
        processing_ids=settings.processing_ids,
        ignored_is_fine=settings.ignored_is_fine,
    )


def _say_ready(address: str) -> None:
    click.echo(f"listening on {address}", err=True)
