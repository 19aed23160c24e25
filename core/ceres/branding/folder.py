"""A branding on disk: ``branding.toml`` beside ``templates/``, ``static/`` and ``locales/``, in a folder or in a package."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from ceres.branding.colours import is_colour, nearest_readable, readable
from ceres.config.settings import ConfigError
from ceres.config.values import hint
from ceres.i18n import LANGUAGES
from ceres.i18n.dropped import dropped_files

FILE = "branding.toml"
TEXTS = ("name", "subtitle", "number_label", "nip_label", "support_email", "legal_text", "guide_url")
"""Keys whose value is a text, or one text a language: { fr = "…", en = "…" }."""
KEYS = (*TEXTS, "colour", "logo")


@dataclass(frozen=True, slots=True)
class Branding:
    """What one site looks like; an empty one changes nothing."""

    folder: Path | None = None
    colour: str = ""
    logo: str = ""  # a file of static/
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by key, then by language

    def part(self, name: str) -> Path | None:
        """Return the folder ``templates``, ``static`` or ``locales`` when there is one."""
        found = self.folder / name if self.folder else None
        return found if found and found.is_dir() else None


def read_branding(name: str) -> Branding:
    """Return the branding of that folder or package; an empty name is the portal's own look.

    Raises:
        ConfigError: with one French sentence for each thing to mend.
    """
    if not name:
        return Branding()
    folder = branding_folder(name) or Path()
    table = _table(folder / FILE)
    languages = {**LANGUAGES, **dropped_files(Branding(folder).part("locales"))}
    if problems := tuple(f"{folder / FILE} : {problem}" for problem in _problems(table, folder, languages)):
        raise ConfigError(problems)
    texts = {key: _by_language(table[key], languages) for key in TEXTS if key in table}
    return Branding(folder, table.get("colour", ""), table.get("logo", ""), texts)


def branding_folder(name: str) -> Path | None:
    """Return the folder of a branding: the one named, or that of the package; None without a branding."""
    if not name:
        return None
    return Path(name) if Path(name).is_dir() else Path(str(files(name)))


def _table(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            (f"{file} : ce fichier ne peut pas être lu ({error.strerror}) ; le créer avec « ceres branding new ».",)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError((f"{file} : ce fichier n’est pas du TOML valable en UTF-8 ({error}).",)) from error


def _problems(table: Mapping[str, Any], folder: Path, languages: Collection[str]) -> Iterator[str]:
    for key in table.keys() - set(KEYS):
        yield f"{key} : clé inconnue{hint(key, KEYS)} ; la corriger ou la retirer."
    for key in table.keys() & set(TEXTS):
        if not _is_text(table[key], languages):
            yield f"{key} : il faut un texte, ou un texte par langue ({', '.join(languages)})."
    if "colour" in table:
        yield from _colour_problems(table["colour"])
    if "logo" in table and not (isinstance(table["logo"], str) and (folder / "static" / table["logo"]).is_file()):
        yield f"logo : « {table['logo']} » n’est pas un fichier du dossier static."


def _colour_problems(colour: object) -> Iterator[str]:
    if not isinstance(colour, str) or not is_colour(colour):
        yield f"colour : « {colour} » n’est pas une couleur (exemple : #0b5563)."
    elif not readable(colour):
        darker = f"prendre une couleur plus foncée, par exemple {nearest_readable(colour)}"
        yield f"colour : {colour} est trop claire pour être lue sur fond blanc ; {darker}."


def _is_text(value: object, languages: Collection[str]) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(language in languages and isinstance(text, str) for language, text in value.items())
    return isinstance(value, str)


def _by_language(value: str | Mapping[str, str], languages: Collection[str]) -> Mapping[str, str]:
    """Return the text in each language: what one lacks is said as in the first that has it."""
    if isinstance(value, str):
        return dict.fromkeys(languages, value)
    return {language: value.get(language) or next(iter(value.values())) for language in languages}
