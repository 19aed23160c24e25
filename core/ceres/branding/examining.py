"""Looks at what a branding brings besides its file: templates that replace nothing, or cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateSyntaxError

from ceres.config.values import hint

if TYPE_CHECKING:
    from ceres.branding.folder import Branding


def examine(branding: Branding) -> Iterator[str]:
    """Return one French sentence for each thing to mend."""
    if templates := branding.part("templates"):
        yield from _templates(templates)


def _templates(folder: Path) -> Iterator[str]:
    reader, shipped = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]), _shipped()
    packages = {name.partition("/")[0] for name in shipped}
    for file in sorted(folder.rglob("*.jinja2")):
        name = file.relative_to(folder).as_posix()
        try:
            reader.parse(file.read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            yield f"{file} : ce modèle ne se lit pas ({error})."
        # One that another of the branding includes replaces nothing either, and is no mistake.
        if name not in shipped and name.partition("/")[0] in packages and not _named_by_others(name, folder):
            yield f"{file} : ce modèle ne remplace rien{hint(name, shipped)} ; corriger son nom ou le retirer."


def _named_by_others(name: str, folder: Path) -> bool:
    return any(name in file.read_text(encoding="utf-8", errors="replace") for file in folder.rglob("*.jinja2"))


def _shipped() -> frozenset[str]:
    """Return the names of the templates of the portal and of the plugins beside it."""
    roots = [Path(place) for package in _packages() for place in (package.submodule_search_locations or ())]
    folders = [folder for root in roots for folder in root.rglob("templates") if folder.is_dir()]
    return frozenset(file.relative_to(folder).as_posix() for folder in folders for file in folder.rglob("*.jinja2"))


def _packages() -> Iterator[ModuleSpec]:
    names = {"ceres", *(each.module.partition(".")[0] for each in entry_points(group="ceres.plugins"))}
    for name in sorted(names):
        if found := find_spec(name):
            yield found
