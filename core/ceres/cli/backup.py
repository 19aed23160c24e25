"""``ceres backup`` and ``ceres restore``: the whole site into a folder, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from ceres.audit.entry import AuditEntry
from ceres.audit.log import AuditLog
from ceres.backup.making import BackupMaker, forget
from ceres.backup.refusals import BackupRefused, Incomplete
from ceres.backup.restoring import Restorer
from ceres.backup.snapshot import Manifest, Snapshot
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.db.clock import utcnow

SHOWN = 20  # documents named in a refusal
FOLDER = click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False))


@click.command(short_help="Sauvegarde le site.")
@FOLDER
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Ne garder que les N dernières sauvegardes ; les documents restent.")
@pass_ceres
def backup(context: CliContext, folder: Path, keep: int | None) -> None:
    """Sauvegarder la base, les documents, le fichier du site et ses clés dans DOSSIER, sans arrêter le site.

    Les documents déjà copiés par une sauvegarde précédente ne le sont pas à nouveau.
    """
    site = context.site
    try:
        manifest = BackupMaker(site.database, site.documents, [*_settings_file(context), *own_files(context)]).make(folder, utcnow())
    except BackupRefused as refused:
        raise Refused(str(refused)) from refused
    except Incomplete as incomplete:
        raise _incomplete(incomplete, "la sauvegarde est faite") from incomplete
    _trace(context, "backup.make", manifest)
    click.echo(f"sauvegarde du {manifest.made_at} : {_contents(manifest)}")
    if keep and (gone := forget(folder, keep)):
        click.echo(f"sauvegardes plus anciennes retirées : {gone}")


@click.command(short_help="Restaure une sauvegarde.")
@FOLDER
@click.option("--snapshot", default="", metavar="NOM", help="Une sauvegarde d’un autre moment ; sinon la dernière.")
@click.option("--without", multiple=True, metavar="MODULE", help="Laisser de côté les données d’un module qui n’est pas installé.")
@pass_ceres
def restore(context: CliContext, folder: Path, snapshot: str, without: Sequence[str]) -> None:
    """Remplir un site neuf avec une sauvegarde de DOSSIER, quelle que soit la base de l’un et de l’autre."""
    try:
        manifest = Restorer(context.bare_site, own_files(context)).restore(folder, snapshot, without)
    except BackupRefused as refused:
        raise Refused(str(refused)) from refused
    except Incomplete as incomplete:
        _trace(context, "backup.restore", Snapshot.find(folder, snapshot).manifest())
        raise _incomplete(incomplete, "la restauration est faite") from incomplete
    _trace(context, "backup.restore", manifest)
    click.echo(f"sauvegarde du {manifest.made_at} restaurée : {_contents(manifest)}")


def own_files(context: CliContext) -> list[Path]:
    """Return the files of the site that are neither rows nor documents, and without which it would not be whole."""
    return []


def _settings_file(context: CliContext) -> list[Path]:
    return [context.config] if context.config else []


def _contents(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values())} lignes, {manifest.documents} documents"


def _incomplete(error: Incomplete, done: str) -> Refused:
    lines = [f"document {each} manquant" for each in error.missing] + [f"document {each} abîmé" for each in error.damaged]
    more = [f"… et {len(lines) - SHOWN} autres"] if len(lines) > SHOWN else []
    return Refused(
        "\n".join([f"{done}, sauf pour des documents ; les chercher dans une sauvegarde plus ancienne :", *lines[:SHOWN], *more])
    )


def _trace(context: CliContext, action: str, manifest: Manifest) -> None:
    detail: Mapping[str, str | int] = {"made_at": manifest.made_at, "rows": sum(manifest.rows.values()), "documents": manifest.documents}
    with context.bare_site.database.write() as db:
        AuditLog(db).append(AuditEntry(action, object_type="backup", object_id=manifest.made_at, detail=detail), context.audit_context)
