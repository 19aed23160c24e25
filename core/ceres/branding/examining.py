"""Looks at what a branding brings besides its file: templates that replace nothing, translations that cannot be read."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from gettext import GNUTranslations
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, TemplateSyntaxError

from ceres.config.values import hint
from ceres.i18n import DOMAIN

if TYPE_CHECKING:
    from ceres.branding.folder import Branding

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\$\{\w+\}")


def examine(branding: Branding) -> Iterator[str]:
    """Return one French sentence for each thing to mend."""
    if templates := branding.part("templates"):
        yield from _templates(templates)
    if locales := branding.part("locales"):
        yield from _locales(locales)


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


def _locales(folder: Path) -> Iterator[str]:
    for language in sorted(each for each in folder.iterdir() if each.is_dir()):
        if not _is_language(language.name):
            yield f"{language} : « {language.name} » n’est pas un code de langue (exemple : en)."
            continue
        messages = language / "LC_MESSAGES"
        if not (messages / f"{DOMAIN}.mo").is_file():
            made = " ; la compiler avec « pybabel compile »" if (messages / f"{DOMAIN}.po").is_file() else ""
            yield f"{language} : il manque LC_MESSAGES/{DOMAIN}.mo{made}."
            continue
        yield from _catalogue(messages / f"{DOMAIN}.mo")


def _catalogue(file: Path) -> Iterator[str]:
    try:
        with file.open("rb") as stream:
            known: Mapping[object, str] = vars(GNUTranslations(stream))["_catalog"]
    except (OSError, UnicodeDecodeError, ValueError, struct.error) as error:
        yield f"{file} : cette traduction ne se lit pas ({error})."
        return
    for message, said in known.items():
        text = message if isinstance(message, str) else str(message[0]) if isinstance(message, tuple) else ""
        if text and (lost := set(PLACEHOLDER.findall(said)) - set(PLACEHOLDER.findall(text))):
            yield f"{file} : « {said} » nomme ce qui n’est pas donné ({', '.join(sorted(lost))})."


def _is_language(name: str) -> bool:
    try:
        Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return False
    return True
