"""``ceres branding``: the look of a site, begun, checked, published, taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from ceres.admin.branding import BrandingDesk, LookRefused, LookVersion
from ceres.audit.log import AuditLog
from ceres.branding.brand import fixed
from ceres.branding.colours import contrast, dark, light
from ceres.branding.examining import examine
from ceres.branding.exporting import write_folder
from ceres.branding.folder import FILE, read_branding, read_table
from ceres.branding.languages import progress
from ceres.branding.logo import BadLogo, checked_logo
from ceres.branding.looks import Looks
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.moments import written
from ceres.db.clock import utcnow

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
    """Commencer, contrôler et publier l’apparence d’un site : noms, couleur, logo, intitulés, pages, traductions."""


@branding.command()
@FOLDER
def new(folder: Path) -> None:
    """Écrire le début d’un habillage : branding.toml commenté, dossiers static, templates et locales."""
    if (folder / FILE).exists():
        raise Refused(f"{folder} contient déjà un habillage ; choisir un autre dossier.")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(BEGINNING, encoding="utf-8")
    click.echo(f'{folder / FILE} : à compléter, puis « ceres branding check {folder} » ; dans le fichier du site : branding = "{folder}".')


@branding.command()
@FOLDER
def check(folder: Path) -> None:
    """Contrôler un habillage ; montre les contrastes de sa couleur et l’avancement de ses traductions, échoue s’il y a une erreur."""
    found = read_branding(str(folder))
    languages = map(str, progress(str(folder)))
    for line in [*(_contrasts(found.colour) if found.colour else ()), *languages]:
        click.echo(line)
    if problems := tuple(examine(found)):
        raise Refused("\n".join(problems))
    click.echo(f"{folder} : l’habillage est bon")


@branding.command()
@click.option("--json", "as_json", is_flag=True, help="Un seul objet JSON.")
@pass_ceres
def show(context: CliContext, as_json: bool) -> None:
    """Montrer l’apparence en ligne dans chaque langue, ce qui est fixé par le fichier du site, et les versions."""
    site = context.site
    look = Looks.of_site(site.settings, site.database).in_force()
    with _desk(context) as desk:
        history, draft = desk.history(), desk.draft()
    brands = {language: _facts(brand) for language, brand in look.brands.items()}
    if as_json:
        facts = {
            "version": look.number,
            "published": dict(look.said),
            "draft": draft,
            "fixed": sorted(fixed(site.settings.site)),
            "languages": brands,
            "versions": [_version(each) for each in history],
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for language, brand in brands.items():
        click.echo(language)
        for key, value in brand.items():
            click.echo(f"  {key:<14} {value or '–'}")
    zone = ZoneInfo(site.settings.site.timezone)
    for each in history:
        click.echo(_line(each, zone))


@branding.command()
@click.argument("file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_ceres
def publish(context: CliContext, file: Path) -> None:
    """Mettre en ligne ce que dit un fichier branding.toml, par-dessus le dossier d’habillage ; les versions sont conservées."""
    said = dict(read_table(file))
    with _desk(context) as desk:
        if "logo" in said:
            said["logo"] = desk.keep_logo(checked_logo(_logo(file, said["logo"])))
        _say(desk.publish(said, desk.current().number))


@branding.command()
@click.argument("number", metavar="VERSION", type=click.IntRange(0, 2**31 - 1))
@pass_ceres
def restore(context: CliContext, number: int) -> None:
    """Remettre en ligne une version précédente ; 0 est l’apparence du dossier."""
    with _desk(context) as desk:
        _say(desk.restore(number, desk.current().number))


@branding.command()
@FOLDER
@pass_ceres
def export(context: CliContext, folder: Path) -> None:
    """Écrire ce qui est en ligne comme un dossier d’habillage, avec son logo, ses pages et ses traductions."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} n’est pas vide ; choisir un autre dossier.")
    site = context.site
    look = Looks.of_site(site.settings, site.database).in_force()
    with _desk(context) as desk:
        upload = desk.logo(look.branding.upload) if look.branding.upload else b""
    write_folder(look.branding, upload, folder)
    click.echo(f"{folder} : apparence de la version {look.number}")


@contextmanager
def _desk(context: CliContext) -> Iterator[BrandingDesk]:
    """Open the transaction; what was done is committed with its traces, or nothing is."""
    now, who = utcnow(), context.audit_context
    with context.site.database.write() as db:
        try:
            yield BrandingDesk(db, AuditLog(db, lambda: now).recorder(who), who.login, now, tuple(context.site.languages))
        except (LookRefused, BadLogo) as refused:
            raise Refused(str(refused)) from refused


def _logo(file: Path, name: object) -> bytes:
    for folder in (file.parent / "static", file.parent):
        if isinstance(name, str) and (folder / name).is_file():
            return (folder / name).read_bytes()
    raise Refused(f"logo : « {name} » n’est pas un fichier à côté de {file}, ni du dossier static.")


def _say(version: LookVersion) -> None:
    click.echo(f"version {version.number} en ligne")


def _facts(brand: object) -> dict[str, str]:
    names = ("name", "subtitle", "colour", "upload", "number_label", "nip_label", "support_email", "guide_url", "legal_text")
    return {("logo" if name == "upload" else name): str(getattr(brand, name)) for name in names}


def _version(version: LookVersion) -> dict[str, object]:
    at = version.published_at.isoformat(timespec="seconds") if version.published_at else None
    return {"version": version.number, "published_at": at, "published_by": version.published_by, "restores": version.restores}


def _line(version: LookVersion, zone: ZoneInfo) -> str:
    if version.published_at is None:
        return "version 0  dossier"
    taken = "" if version.restores is None else f", reprend la version {version.restores}"
    return f"version {version.number}  {written(version.published_at, zone)}, {version.published_by}{taken}"


def _contrasts(colour: str) -> Iterator[str]:
    pages, night = light(colour), dark(colour)
    yield f"sur blanc : {contrast(pages.brand, pages.on_brand):.2f}"
    yield f"sur sa teinte : {contrast(pages.brand, pages.tint):.2f}"
    yield f"la nuit, sous son texte : {contrast(night.brand, night.on_brand):.2f}"
