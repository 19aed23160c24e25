"""``ceres branding``: the look of a site, begun and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ceres.branding.colours import contrast, dark, light
from ceres.branding.folder import FILE, read_branding
from ceres.branding.languages import progress
from ceres.cli.errors import Refused

FOLDERS = ("static", "templates/ceres", "locales")
BEGINNING = """\
# Habillage d’un site CÉRÈS. Tout est facultatif : retirer le « # » devant ce qui doit changer.
# Un texte peut être dit par langue : subtitle = { fr = "Résultats d’examens", en = "Test results" }

# name = "Résultats du centre hospitalier"
# subtitle = "Résultats de biologie médicale"
# colour = "#0b5563"
# logo = "logo.svg"

# number_label = "N° demande"
# nip_label = "NIP"

# support_email = "resultats@exemple.nc"
# guide_url = "https://exemple.nc/guide"
# legal_text = "© Centre hospitalier"

# Une langue de plus, ou d’autres mots pour le français et l’anglais : locales/CODE/LC_MESSAGES/ceres.po
#   (docs/how-to/add-a-language.md) ; « ceres branding check » en dit l’avancement.
"""
FOLDER = click.argument("folder", metavar="DOSSIER", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def branding() -> None:
    """Commencer et contrôler l’habillage d’un site : noms, couleur, logo, intitulés, pages, traductions."""


@branding.command()
@FOLDER
def new(folder: Path) -> None:
    """Écrire le début d’un habillage : branding.toml commenté, dossiers static, templates et locales."""
    if (folder / FILE).exists():
        raise Refused(f"{folder} contient déjà un habillage ; choisir un autre dossier.")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(BEGINNING, encoding="utf-8")
    click.echo(f'{folder / FILE} : à compléter, puis « ceres branding check {folder} » ; dans le fichier du site : branding = "{folder}".')


@branding.command()
@FOLDER
def check(folder: Path) -> None:
    """Contrôler un habillage ; montre les contrastes de sa couleur et l’avancement de ses traductions, échoue s’il y a une erreur."""
    found = read_branding(str(folder))
    languages = map(str, progress(str(folder)))
    for line in [*(_contrasts(found.colour) if found.colour else ()), *languages]:
        click.echo(line)
    click.echo(f"{folder} : l’habillage est bon")


def _contrasts(colour: str) -> Iterator[str]:
    pages, night = light(colour), dark(colour)
    yield f"sur blanc : {contrast(pages.brand, pages.on_brand):.2f}"
    yield f"sur sa teinte : {contrast(pages.brand, pages.tint):.2f}"
    yield f"la nuit, sous son texte : {contrast(night.brand, night.on_brand):.2f}"
