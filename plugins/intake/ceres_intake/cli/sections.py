"""``ceres intake sections``: the sections that no table translates, and the names given to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ceres.api import AuditLog, CliContext, Refused, pass_ceres, utcnow
from ceres_intake.cli.group import intake
from ceres_intake.configuration import intake_settings
from ceres_intake.naming import NAME_LENGTH, BadCode, BadName, BadSource, SectionDesk
from ceres_intake.unmapped import KnownSections, UnmappedSection

NONE = "Toutes les sections reçues ont une traduction."


@intake.group("sections", invoke_without_command=True, short_help="Liste et nomme les sections sans traduction.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par section.")
@pass_ceres
@click.pass_context
def list_sections(ctx: click.Context, context: CliContext, as_json: bool) -> None:
    """Lister les codes de section publiés tels quels, faute de traduction, par système et par fréquence.

    « map » en nomme un, dès le message suivant ; la table [plugins.intake.sources.NOM.sections] du fichier du site aussi, au redémarrage.
    """
    if ctx.invoked_subcommand:
        return
    site = context.site
    found = list(KnownSections(site.database, intake_settings(site.settings).profiles).unmapped())
    for section in found:
        click.echo(_json(section) if as_json else _text(section))
    if not found and not as_json:
        click.echo(NONE)


@list_sections.command("names", short_help="Liste les noms donnés.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par nom.")
@pass_ceres
def list_names(context: CliContext, as_json: bool) -> None:
    """Lister les noms donnés par l’administration : ils passent avant les tables du fichier du site."""
    with _desk(context) as desk:
        for row in desk.named():
            said = {"source": row.source, "code": row.code, "section": row.section, "by": row.said_by}
            at = row.said_at.isoformat(timespec="seconds")
            click.echo(json.dumps({**said, "at": at}, ensure_ascii=False) if as_json else f"{row.source}  « {row.code} »  {row.section}")


@list_sections.command("map", short_help="Nomme une section.")
@click.argument("source", metavar="SYSTÈME")
@click.argument("code", metavar="CODE")
@click.argument("section", metavar="NOM")
@pass_ceres
def map_section(context: CliContext, source: str, code: str, section: str) -> None:
    """Donner un nom à ce qu’un système (« MSH-3/MSH-4 », « * » pour l’un ou l’autre) appelle CODE, dès le message suivant.

    CODE est un mot de OBR-24, ou un code ou un nom d’examen (OBR-4) quand aucune section n’est envoyée.
    """
    with _desk(context) as desk, _refusing():
        desk.name(source, code, section)
    click.echo(f"{source}  « {code} »  {section}")


@list_sections.command("unmap", short_help="Retire le nom d’une section.")
@click.argument("source", metavar="SYSTÈME")
@click.argument("code", metavar="CODE")
@pass_ceres
def unmap_section(context: CliContext, source: str, code: str) -> None:
    """Retirer un nom donné par « map » ou dans l’administration."""
    with _desk(context) as desk:
        if not desk.forget(source, code):
            raise Refused(f"« {code} » de {source} n’a pas reçu de nom ; voir « ceres intake sections names ».")
    click.echo(f"{source}  « {code} »  sans nom")


@contextmanager
def _desk(context: CliContext) -> Iterator[SectionDesk]:
    now, who = utcnow(), context.audit_context
    with context.site.database.write() as db:
        yield SectionDesk(db, AuditLog(db, lambda: now).recorder(who), now, who.login)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except BadSource as error:
        raise Refused(str(error)) from error
    except BadCode as error:
        raise Refused("le code de la section est vide, trop long ou contient des caractères invisibles.") from error
    except BadName as error:
        raise Refused(f"le nom de la section doit avoir de 1 à {NAME_LENGTH} caractères visibles.") from error


def _json(section: UnmappedSection) -> str:
    return json.dumps(
        {
            "source": section.source,
            "code": section.code,
            "reports": section.reports,
            "last_seen_at": section.last_seen_at.isoformat(timespec="seconds"),
            "translated_since": section.translated_since,
        },
        ensure_ascii=False,
    )


def _text(section: UnmappedSection) -> str:
    since = "  (traduit depuis)" if section.translated_since else ""
    return f"{section.source}  « {section.code} »  {section.reports} fois, vu le {section.last_seen_at:%d/%m/%Y}{since}"
