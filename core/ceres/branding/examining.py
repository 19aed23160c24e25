"""Looks at what a branding brings besides its file: a logo that is not let through, templates that replace nothing or break their page."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError

from ceres.branding.logo import LARGEST, BadLogo, checked_logo
from ceres.branding.template_reading import Readable, misfits, read_template
from ceres.config.values import hint

if TYPE_CHECKING:
    from ceres.branding.folder import Branding

SUFFIX = ".jinja2"
OTHER_SUFFIXES = frozenset({".html", ".htm", ".j2", ".jinja"})


def examine(branding: Branding) -> Iterator[str]:
    """Return one French sentence for each thing to mend."""
    static, templates = branding.part("static"), branding.part("templates")
    if static and branding.logo:
        yield from _logo(static / branding.logo)
    if templates:
        yield from _templates(templates)


def _logo(file: Path) -> Iterator[str]:
    with file.open("rb") as picture:
        content = picture.read(LARGEST + 1)
    try:
        checked_logo(content)
    except BadLogo as bad:
        yield f"{file} : {bad}"


def _templates(folder: Path) -> Iterator[str]:
    shipped = _shipped()
    own = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    packages = {name.partition("/")[0] for name in shipped}
    for name, file in own.items():
        if file.suffix in OTHER_SUFFIXES:
            yield f"{file} : ce fichier ne remplace rien ; le nom d’un modèle finit par « {SUFFIX} »."
        if file.suffix != SUFFIX:
            continue
        # One that another of the branding names replaces nothing either, and is no mistake.
        placed = "/" in name and name.partition("/")[0] not in packages
        if name not in shipped and not placed and not _named_by_others(name, folder):
            yield f"{file} : ce modèle ne remplace rien{hint(name, shipped)} ; corriger son nom ou le retirer."
        yield from _of_template(file, {**shipped, **own})


def _of_template(file: Path, files: dict[str, Path]) -> Iterator[str]:
    try:
        found = read_template(file)
    except (TemplateSyntaxError, UnicodeDecodeError) as error:
        yield f"{file} : ce modèle ne se lit pas ({error})."
        return
    yield from (f"{file} : {misfit}" for misfit in misfits(found, lambda name: _readable(files.get(name)), files))


def _readable(file: Path | None) -> Readable | None:
    """Return another template, None when there is none; what is wrong with it is said where it stands itself."""
    try:
        return read_template(file) if file else None
    except (TemplateSyntaxError, UnicodeDecodeError):
        return None


def _named_by_others(name: str, folder: Path) -> bool:
    return any(name in file.read_text(encoding="utf-8", errors="replace") for file in folder.rglob(f"*{SUFFIX}"))


def _shipped() -> dict[str, Path]:
    """Return the templates of the portal and of the plugins beside it, by name."""
    roots = [Path(place) for package in _packages() for place in (package.submodule_search_locations or ())]
    folders = [folder for root in roots for folder in root.rglob("templates") if folder.is_dir()]
    return {file.relative_to(folder).as_posix(): file for folder in folders for file in folder.rglob(f"*{SUFFIX}")}


def _packages() -> Iterator[ModuleSpec]:
    names = {"ceres", *(each.module.partition(".")[0] for each in entry_points(group="ceres.plugins"))}
    for name in sorted(names):
        if found := find_spec(name):
            yield found
