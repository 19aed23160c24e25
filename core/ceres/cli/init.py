"""``ceres init``: the beginning of a site: its file, commented, and its folders, closed to others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import click

from ceres.cli.errors import Refused
from ceres.config.declarations import Key
from ceres.config.settings import declared_keys
from ceres.config.values import kind_name

CONFIG = "ceres.toml"
FOLDERS = ("documents", "mail")
PRIVATE = 0o700
WIDTH = 110
HEAD = """\
# Réglages d’un site CÉRÈS. Tout est facultatif : chaque ligne commentée montre la valeur par défaut.
# Les chemins relatifs partent de ce dossier. Chaque clé peut aussi venir de l’environnement : CERES_SECTION__CLÉ.
# « ceres check » dit ce qui ne va pas, « ceres settings » ce qui est en vigueur et d’où cela vient.
"""
FOOT = """\
# Modules : sous [plugins], blocked = ["nom"] n’en charge jamais un ;
# sous [plugins.nom], les réglages de l’un d’eux, que « ceres settings » montre.
"""
HERE = {
    "database.url": "sqlite:///ceres.sqlite",
    "storage.path": "documents",
    "mail.folder": "mail",
    "journal.key_file": "journal.key",
}
"""What is said in the new file rather than left to its default: everything stays in the folder."""


@click.command(short_help="Commence un site : son fichier commenté et ses dossiers.")
@click.argument("folder", metavar="DOSSIER", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Commence un site dans un dossier : un fichier ceres.toml commenté, et des dossiers fermés aux autres utilisateurs."""
    config = folder / CONFIG
    if config.exists():
        raise Refused(f"{config} existe déjà ; choisir un autre dossier, ou modifier ce fichier.")
    for path in (folder, *(folder / name for name in FOLDERS)):
        path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    config.write_text("\n".join([HEAD, *_sections()]), encoding="utf-8")
    click.echo(f"{config} écrit ; le compléter, puis : ceres --config {config} check")


def _sections() -> Iterator[str]:
    for section, keys in declared_keys().items():
        yield f"[{section}]"
        for key in keys.values():
            yield from _lines(key)
        yield ""
    yield FOOT


def _lines(key: Key) -> Iterator[str]:
    kind = f"{kind_name(key.kind)}, {key.unit}" if key.unit else kind_name(key.kind)
    choices = f" Au choix : {', '.join(key.choices)}." if key.choices else ""
    yield from (f"# {line}" for line in wrap(f"{key.help}{choices} ({kind})", WIDTH))
    said = HERE.get(key.dotted)
    yield f"{'' if said else '# '}{key.name} = {_toml(key.default if said is None else said)}"


def _toml(value: Any) -> str:
    # JSON writes texts, numbers, booleans and lists of texts as TOML does.
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, default=str)
