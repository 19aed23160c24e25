"""``ceres worker``: what the site does by itself, in a process of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from ceres.app import configure
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.logs import start_logging
from ceres.mail.mailer import LETTERS
from ceres.worker.worker import Ran, Worker

if TYPE_CHECKING:
    from pyramid.registry import Registry

    from ceres.app import Site

WORDS = {Ran.DONE: "fait", Ran.FAILED: "échec", Ran.ELSEWHERE: "en cours ailleurs"}


@click.command(short_help="Envoie les courriels et fait les travaux réguliers.")
@click.option("--once", is_flag=True, help="Faire chaque travail une fois, puis s’arrêter ; échoue si l’un d’eux échoue.")
@pass_ceres
@click.pass_context
def worker(ctx: click.Context, context: CliContext, once: bool) -> None:
    """Envoie les courriels et fait les travaux réguliers jusqu’à ce qu’on l’arrête (Ctrl-C ou SIGTERM).

    On peut en lancer plusieurs : chaque travail n’est fait que par un seul à la fois.
    """
    start_logging()
    site = context.site
    config = configure(site)
    config.commit()
    made = Worker(site, config.registry[LETTERS])
    if once:
        ended = made.run_once()
        click.echo("\n".join(f"{name} : {WORDS[ran]}" for name, ran in ended.items()))
        ctx.exit(1 if Ran.FAILED in ended.values() else 0)
    with _stopped_by_signals(made):
        click.echo("working", err=True)
        made.run()


@contextmanager
def working_inside(site: Site, registry: Registry) -> Iterator[None]:
    """Do the same in a thread of this process, for the time of the block."""
    made = Worker(site, registry[LETTERS])
    thread = Thread(target=made.run, name="worker")
    thread.start()
    try:
        yield
    finally:
        made.stop()
        thread.join()


@contextmanager
def _stopped_by_signals(made: Worker) -> Iterator[None]:
    def stop(number: int, _frame: object) -> None:
        signal.signal(number, before[number])  # a second one does not wait
        made.stop()

    before: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
