"""Where raw values come from: the site's file, then the environment over it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ceres.config.settings import ConfigError
from ceres.config.system import system_words
from ceres.config.toml_words import toml_words

PREFIX = "CERES_"
SEPARATOR = "__"
PLUGINS = "plugins"


@dataclass(frozen=True, slots=True)
class Raw:
    """One value as it was found; ``text`` tells that it comes from the environment, where all is text."""

    value: Any
    origin: str  # "ceres.toml" or the variable's name
    text: bool = False


@dataclass
class Found:
    """Everything found, by section and key."""

    core: dict[str, dict[str, Raw]] = field(default_factory=dict)
    plugins: dict[str, Any] = field(default_factory=dict)
    blocked: Raw | None = None
    problems: list[str] = field(default_factory=list)


def read_toml(path: Path) -> Mapping[str, Any]:
    """Return the tables of the site's file.

    Raises:
        ConfigError: it cannot be read, or is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError((f"{path} : ce fichier n’existe pas.",)) from error
    except OSError as error:
        raise ConfigError((f"{path} : ce fichier ne peut pas être lu ({system_words(error)}) ; vérifier ses droits.",)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path} : ce fichier n’est pas en UTF-8 ; l’enregistrer ainsi.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{path} : ce fichier n’est pas du TOML valable ({toml_words(error)}).",)) from error


def gather(tables: Mapping[str, Any], origin: str, environ: Mapping[str, str]) -> Found:
    """Return the values of the file ``origin`` with those of the environment over them."""
    found = Found()
    for section, table in tables.items():
        if not isinstance(table, dict):
            found.problems.append(_misplaced(section, table, origin))
        elif section == PLUGINS:
            _plugin_tables(found, table, origin)
        else:
            found.core[section] = {name: Raw(value, origin) for name, value in table.items()}
    for variable, words, text in _variables(environ):
        _overlay(found, variable, words, text)
    return found


def _misplaced(name: str, value: Any, origin: str) -> str:
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return f"[[{name}]] : une section s’écrit entre crochets simples, [{name}] ({origin})."
    return f"{name} : cette clé doit être dans une section, par exemple sous [site] ({origin})."


def _plugin_tables(found: Found, table: Mapping[str, Any], origin: str) -> None:
    for name, value in table.items():
        if name == "blocked":
            found.blocked = Raw(value, origin)
        elif isinstance(value, dict):
            found.plugins[name] = dict(value)
        else:
            found.problems.append(f"plugins.{name} : il faut une table, [plugins.{name}] ({origin}).")


def _variables(environ: Mapping[str, str]) -> Iterator[tuple[str, list[str], str]]:
    """Yield each setting of the environment: its variable, the words of its key, its text."""
    for variable in sorted(environ):
        words = variable.removeprefix(PREFIX).lower().split(SEPARATOR)
        if variable.startswith(PREFIX) and len(words) > 1:
            yield variable, words, environ[variable]


def _overlay(found: Found, variable: str, words: list[str], text: str) -> None:
    section, *names = words
    if section != PLUGINS:
        found.core.setdefault(section, {})[SEPARATOR.join(names)] = Raw(text, variable, text=True)
    elif names == ["blocked"]:
        found.blocked = Raw(text, variable, text=True)
    elif len(names) == 1:
        found.problems.append(f"{variable} : il faut le module et la clé (exemple : CERES_PLUGINS__INTAKE__MAX_SIZE).")
    else:
        _plugin_value(found, variable, names, text)


def _plugin_value(found: Found, variable: str, names: list[str], text: str) -> None:
    plugin, *inner, last = names
    table = found.plugins.setdefault(plugin.replace("_", "-"), {})  # names of plugins are written with hyphens
    for name in inner:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            found.problems.append(f"{variable} : « {name} » n’est pas une table dans le fichier du site.")
            return
    table[last] = text
