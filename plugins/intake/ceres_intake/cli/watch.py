"""``ceres intake watch``: takes in what is dropped into a folder, until it is stopped."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from ceres.api import AuditEntry, AuditLog, CliContext, Refused, pass_ceres, utcnow
from ceres_intake.cli.door import open_intake
from ceres_intake.cli.group import intake
from ceres_intake.configuration import intake_settings
from ceres_intake.tally import LABELS
from ceres_intake.watching.folder import DropFolder, FolderRefused
from ceres_intake.watching.kept import KeptBySite
from ceres_intake.watching.parcels import Patience, Sorting
from ceres_intake.watching.settling import Settling
from ceres_intake.watching.watcher import Look, Site, Watcher

STOPPING = (signal.SIGTERM, signal.SIGINT)
TROUBLE_PAUSE = 10.0  # seconds before what could not be stored is tried again


@intake.command("watch", short_help="Prend en charge ce qui est déposé dans un dossier.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DOSSIER")
@click.option("--once", is_flag=True, help="S’arrête quand le dossier est vide.")
@pass_ceres
def watch_folder(context: CliContext, folder: Path, once: bool) -> None:
    """Prendre en charge les fichiers déposés dans un dossier, jusqu’à l’arrêt.

    Chaque fichier va ensuite dans done, quarantine ou refused ; dans les deux derniers, un fichier .txt dit pourquoi et quoi faire.
    """
    drop = DropFolder(folder)
    try:
        drop.prepare()
    except FolderRefused as refused:
        raise Refused(str(refused)) from refused
    table: dict[str, Any] = dict(context.site.settings.plugin("intake"))
    watcher = _watcher(context, drop, table)
    _trace(context, folder)
    with _stop_signals() as stop:
        click.echo(f"watching {folder}", err=True)
        looks = _Looks(context, watcher, stop)
        if not _run(looks, float(table["watch_interval"]), once=once):
            raise Refused("des fichiers n’ont pas pu être pris en charge ou rangés ; ils restent dans le dossier.")


def _watcher(context: CliContext, drop: DropFolder, table: dict[str, Any]) -> Watcher:
    settings = intake_settings(context.site.settings)
    settling = Settling(float(table["watch_settle"]), time.monotonic)
    sorting = Sorting(settling, Patience(settings.max_message_size, float(table["watch_pair_wait"])))
    site = Site(
        intake=open_intake(context, drop.path.name),
        kept=KeptBySite(context.site.database, context.site.documents),
        now=lambda: utcnow().astimezone(settings.zone),
        keep=timedelta(days=table["watch_keep_days"]),
    )
    return Watcher(drop, sorting, settling, site)


class _Looks:
    """Looks at the folder, whatever goes wrong with it or with the site."""

    def __init__(self, context: CliContext, watcher: Watcher, stop: Event) -> None:
        self._context = context
        self._watcher = watcher
        self.stop = stop

    def look(self) -> Look:
        """Look once; while the plugin is off, its files stay where they are."""
        try:
            self._context.require_enabled("intake")
            return self._watcher.look(self.stop.is_set)
        except Refused:
            return Look()
        except (OSError, SQLAlchemyError) as error:  # a share or a database that went away comes back
            click.echo(f"ceres : le dossier ou la base ne répond pas ({type(error).__name__}) ; nouvel essai.", err=True)
            return Look(stuck=1)


def _run(looks: _Looks, interval: float, *, once: bool) -> bool:
    """Look until stopped; with ``once``, until nothing is left, and return whether nothing is."""
    while not looks.stop.is_set():
        look = looks.look()
        _tell(look)
        if once and not look.pending:
            return not look.stuck
        looks.stop.wait(max(interval, TROUBLE_PAUSE) if look.stuck and not once else max(interval, 0.05))
    return True


def _tell(look: Look) -> None:
    # Numbers only: the names of files may be those of patients.
    if look.outcomes:
        said = ", ".join(f"{number} {LABELS[outcome]}" for outcome, number in Counter(look.outcomes).most_common())
        click.echo(f"{look.outcomes.total()} message(s) : {said}", err=True)
    if look.stuck:
        click.echo(f"ceres : {look.stuck} fichier(s) ne peuvent pas être pris en charge ou rangés maintenant ; nouvel essai.", err=True)


@contextmanager
def _stop_signals() -> Iterator[Event]:
    """Set an event when the process is asked to end: the file in hand is finished."""
    stop = Event()

    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, stopping) for number in STOPPING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _trace(context: CliContext, folder: Path) -> None:
    with context.site.database.write() as db:
        AuditLog(db).append(AuditEntry("intake.watch", detail={"folder": str(folder)}), context.audit_context)
