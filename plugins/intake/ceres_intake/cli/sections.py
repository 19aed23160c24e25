"""``ceres intake sections``: the sections that no table translates."""

from __future__ import annotations

import json

import click

from ceres.api import CliContext, pass_ceres
from ceres_intake.cli.group import intake
from ceres_intake.configuration import intake_settings
from ceres_intake.unmapped import UnmappedSection, unmapped_sections

NONE = "Toutes les sections reçues ont une traduction."


@intake.command("sections", short_help="Liste les sections sans traduction.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par section.")
@pass_ceres
def list_sections(context: CliContext, as_json: bool) -> None:
    """Lister les codes de section publiés tels quels, faute de traduction, par système et par fréquence.

    Pour en traduire un, l’ajouter à la table [plugins.intake.sources.NOM.sections] du fichier du site.
    """
    site = context.site
    found = list(unmapped_sections(site.database, intake_settings(site.settings).profiles))
    for section in found:
        click.echo(_json(section) if as_json else _text(section))
    if not found and not as_json:
        click.echo(NONE)


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
