"""``ceres serve``: the portal, in one process."""

from __future__ import annotations

import socket
from contextlib import nullcontext

import click

from ceres.app import Site, configure, finish
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.logs import start_logging
from ceres.cli.server import Server, address_of, listen
from ceres.cli.worker import working_inside
from ceres.config.checks import loopback
from ceres.config.settings import Settings
from ceres.config.system import system_words


@click.command(short_help="Sert le portail.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADRESSE", help="Adresse où écouter.")
@click.option("--port", default=6543, show_default=True, type=click.IntRange(0, 65535), metavar="PORT", help="Port ; 0 : n’importe lequel.")
@click.option(
    "--worker/--no-worker",
    "with_worker",
    default=None,
    help="Faire aussi le travail de « ceres worker » ; par défaut, oui avec SQLite, non avec PostgreSQL.",
)
@pass_ceres
def serve(context: CliContext, host: str, port: int, with_worker: bool | None) -> None:
    """Sert le portail jusqu’à ce qu’on l’arrête (Ctrl-C ou SIGTERM) ; ce qui est commencé se termine."""
    refuse_unsafe(context.settings, host)
    start_logging()
    site = context.site
    listener = _listen(host, port)
    config = configure(site)
    server = Server(finish(config), listener, max_body=site.settings.security.max_body)
    with working_inside(site, config.registry) if works_inside(site, with_worker) else nullcontext():
        click.echo(f"listening on {address_of(listener)}", err=True)
        server.run()


def works_inside(site: Site, asked: bool | None) -> bool:
    """Tell whether the portal's process does the worker's jobs too: one command is a whole embedded site."""
    return site.database.is_sqlite if asked is None else asked


def refuse_unsafe(settings: Settings, host: str) -> None:
    """Refuse to offer health data in clear to a network (the way out is in the message).

    Raises:
        Refused: ``host`` reaches beyond this machine and the site has no HTTPS.
    """
    if loopback(host) or settings.security.insecure:
        return
    if not settings.site.url.startswith("https://"):
        raise Refused(
            f"écouter sur {host} exposerait le portail sans HTTPS. Placer devant lui un serveur mandataire HTTPS, puis dire site.url = "
            '"https://…" et security.proxies = ["adresse du mandataire"] ; pour un essai sans vrais patients : security.insecure = true.'
        )
    if not settings.security.proxies:
        click.echo("ceres : aucun mandataire n’est déclaré (security.proxies) : toutes les connexions sembleront venir de lui.", err=True)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise Refused(f"impossible d’écouter sur {host}, port {port} ({system_words(error)}) ; choisir --host ou --port.") from error
