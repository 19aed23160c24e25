"""``ceres pages``: the texts of the site, read, written and restored from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.moments import written
from ceres.content.catalogue import TITLES
from ceres.content.pages import PageDesk, PageRefused, PageVersion
from ceres.db.clock import utcnow


def _of_the_site(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    """Refuse a language that the site does not have, as a choice among constants would."""
    return str(click.Choice(list(ctx.ensure_object(CliContext).site.languages)).convert(value, parameter, ctx))


SLUG = click.argument("slug", metavar="PAGE", type=click.Choice(list(TITLES)))
LANGUAGE = click.argument("language", metavar="LANGUE", callback=_of_the_site)


@click.group(short_help="Lit et change les pages de texte.")
def pages() -> None:
    """Lire, changer et reprendre le guide, les questions fréquentes et les pages légales."""


@pages.command("list", short_help="Liste les pages, ou les versions d’une page.")
@click.option("--page", "slug", type=click.Choice(list(TITLES)), help="Les versions de cette page.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par page ou version.")
@pass_ceres
def list_pages(context: CliContext, slug: str | None, as_json: bool) -> None:
    """Lister les pages telles qu’elles sont en ligne, ou toutes les versions d’une page, la plus récente d’abord."""
    zone = ZoneInfo(context.site.settings.site.timezone)
    with _desk(context) as desk:
        found = [each for language in context.site.languages for each in desk.history(slug, language)] if slug else desk.every()
    for each in found:
        click.echo(json.dumps(_facts(each), ensure_ascii=False) if as_json else _line(each, zone))


@pages.command(short_help="Écrit le texte d’une page.")
@SLUG
@LANGUAGE
@pass_ceres
def show(context: CliContext, slug: str, language: str) -> None:
    """Écrire sur la sortie le texte (Markdown) qui est en ligne."""
    with _desk(context) as desk:
        click.echo(desk.current(slug, language).text, nl=False)


@pages.command(short_help="Met un texte en ligne.")
@SLUG
@LANGUAGE
@click.argument("file", metavar="FICHIER", type=click.File(encoding="utf-8"))
@pass_ceres
def write(context: CliContext, slug: str, language: str, file: TextIO) -> None:
    """Mettre en ligne le texte d’un fichier Markdown (« - » : l’entrée) ; les versions précédentes sont conservées."""
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise Refused("le fichier n’est pas un texte en UTF-8.") from error
    with _desk(context) as desk:
        _say(desk.write(slug, language, text, desk.current(slug, language).number))


@pages.command(short_help="Remet une version en ligne.")
@SLUG
@LANGUAGE
@click.argument("number", metavar="VERSION", type=click.IntRange(0, 2**31 - 1))
@pass_ceres
def restore(context: CliContext, slug: str, language: str, number: int) -> None:
    """Remettre en ligne une version précédente ; 0 est le texte livré."""
    with _desk(context) as desk:
        if all(each.number != number for each in desk.history(slug, language)):
            raise Refused(f"la page n’a pas de version {number} ; voir « ceres pages list --page {slug} ».")
        _say(desk.restore(slug, language, number, desk.current(slug, language).number))


@contextmanager
def _desk(context: CliContext) -> Iterator[PageDesk]:
    """Open the transaction; what was done is committed with its traces, or nothing is."""
    now, who = utcnow(), context.audit_context
    with context.site.database.write() as db:
        try:
            yield PageDesk(db, AuditLog(db, lambda: now).recorder(who), who.login, now, context.site.languages)
        except PageRefused as refused:
            raise Refused(str(refused)) from refused


def _say(version: PageVersion) -> None:
    click.echo(f"{version.slug}  {version.language}  version {version.number} en ligne")


def _line(version: PageVersion, zone: ZoneInfo) -> str:
    page = f"{version.slug:<14} {version.language}"
    if version.written_at is None:
        return f"{page}  texte livré"
    return f"{page}  version {version.number}, {written(version.written_at, zone)}, {version.written_by}"


def _facts(version: PageVersion) -> dict[str, object]:
    return {
        "page": version.slug,
        "language": version.language,
        "version": version.number,
        "written_at": version.written_at.isoformat(timespec="seconds") if version.written_at else None,
        "written_by": version.written_by,
        "restores": version.restores,
    }
