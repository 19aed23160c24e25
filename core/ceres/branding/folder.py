"""A branding on disk: ``branding.toml`` beside ``templates/``, ``static/`` and ``locales/``, in a folder or in a package."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from ceres.branding.rules import TEXTS, by_language, problems
from ceres.config.settings import ConfigError
from ceres.config.system import system_words
from ceres.i18n import LANGUAGES
from ceres.i18n.dropped import dropped_files

FILE = "branding.toml"


@dataclass(frozen=True, slots=True)
class Branding:
    """What one site looks like; an empty one changes nothing."""

    folder: Path | None = None
    colour: str = ""
    logo: str = ""  # a file of static/
    upload: str = ""  # a logo that was sent in, which wins
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by key, then by language
    languages: tuple[str, ...] = tuple(LANGUAGES)  # codes

    def part(self, name: str) -> Path | None:
        """Return the folder ``templates``, ``static`` or ``locales`` when there is one."""
        found = self.folder / name if self.folder else None
        return found if found and found.is_dir() else None

    def under(self, said: Mapping[str, Any]) -> Branding:
        """Return this branding with the keys of ``said`` over it."""
        texts = {**self.texts, **texts_of(said, self.languages)}
        return replace(self, colour=said.get("colour", self.colour), upload=said.get("logo", ""), texts=texts)


def read_branding(name: str) -> Branding:
    """Return the branding of that folder or package; an empty name is the portal's own look.

    Raises:
        ConfigError: with one French sentence for each thing to mend.
    """
    if not name:
        return Branding()
    folder = branding_folder(name) or Path()
    table, languages = read_table(folder / FILE), languages_of(folder)
    if found := (*(str(problem) for problem in problems(table, languages)), *_logo_problems(table, folder)):
        raise ConfigError(tuple(f"{folder / FILE} : {problem}" for problem in found))
    return Branding(folder, table.get("colour", "").lower(), table.get("logo", ""), texts=texts_of(table, languages), languages=languages)


def branding_folder(name: str) -> Path | None:
    """Return the folder of a branding: the one named, or that of the package; None without a branding."""
    if not name:
        return None
    return Path(name) if Path(name).is_dir() else Path(str(files(name)))


def languages_of(folder: Path) -> tuple[str, ...]:
    """Return the codes of the languages of a site that has this branding: those that are shipped, and those that it brings."""
    return tuple(dict.fromkeys((*LANGUAGES, *dropped_files(Branding(folder).part("locales")))))


def texts_of(table: Mapping[str, Any], languages: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a branding by key, then by language."""
    return {key: by_language(table[key], languages) for key in TEXTS if key in table}


def read_table(file: Path) -> Mapping[str, Any]:
    """Return the keys of a ``branding.toml``; raises ConfigError when it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            (f"{file} : ce fichier ne peut pas être lu ({system_words(error)}) ; le créer avec « ceres branding new ».",)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError((f"{file} : ce fichier n’est pas du TOML valable en UTF-8 ({error}).",)) from error


def _logo_problems(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    if "logo" in table and not (isinstance(table["logo"], str) and _is_inside(folder / "static", table["logo"])):
        yield f"logo : « {table['logo']} » n’est pas un fichier du dossier static."


def _is_inside(folder: Path, name: str) -> bool:
    # What stands elsewhere has no address: static files are served from there only.
    return ".." not in Path(name).parts and not Path(name).is_absolute() and (folder / name).is_file()
