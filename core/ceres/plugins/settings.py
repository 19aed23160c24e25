"""Checks the ``[plugins.<name>]`` tables of the site's file against what the plugins declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ceres.config.declarations import Key
from ceres.config.settings import ConfigError
from ceres.config.values import TEXTS, Unfit, from_text, hint, value_of
from ceres.plugins.contributions import Setting

Tables = Mapping[str, Mapping[str, Any]]


def checked(declared: Mapping[str, Sequence[Setting]], given: Tables, known: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the table of each plugin in ``declared``, every key with a value, defaults filled in.

    ``known`` are the plugins that may have a table: those that are loaded, blocked or made for another core.

    Raises:
        ConfigError: with one sentence for each thing to mend.
    """
    problems = [*_strangers(given, set(known)), *_strange_keys(declared, given)]
    tables: dict[str, dict[str, Any]] = {plugin: {} for plugin in declared}
    for key in (key_of(plugin, setting) for plugin, settings in declared.items() for setting in settings):
        plugin = key.section.partition(".")[2]
        try:
            tables[plugin][key.name] = _value(key, given.get(plugin, {}))
        except Unfit as unfit:
            problems.append(f"{key.dotted} : {unfit}")
    if problems:
        raise ConfigError(tuple(problems))
    return tables


def left_over(given: Tables, known: Iterable[str]) -> Sequence[str]:
    """Return the tables of plugins that are not installed any more: nobody's, and like no name of ``known``.

    Such a table keeps no site from starting; one that looks like a slip of the pen does.
    """
    names = set(known)
    return sorted(plugin for plugin in given.keys() - names if not hint(plugin, names))


def key_of(plugin: str, setting: Setting) -> Key:
    """Return a plugin's setting as a key of the site's file."""
    kind = TEXTS if setting.kind is list else setting.kind
    return Key(
        section=f"plugins.{plugin}",
        name=setting.name,
        kind=kind,
        default=tuple(setting.default) if kind == TEXTS else setting.default,
        help=setting.help,
        secret=setting.secret,
        choices=setting.choices,
        minimum=setting.minimum,
        maximum=setting.maximum,
        check=setting.check,
    )


def _value(key: Key, table: Mapping[str, Any]) -> Any:
    if key.name not in table:
        return key.default
    raw = table[key.name]
    # What comes from the environment is text whatever its kind.
    return value_of(key, from_text(key.kind, raw) if isinstance(raw, str) else raw, Path())


def _strangers(given: Tables, known: set[str]) -> Iterator[str]:
    for plugin in sorted(given.keys() - known - set(left_over(given, known))):
        yield f"plugins.{plugin} : aucun module de ce nom n’est installé{hint(plugin, known)} ; corriger le nom ou retirer la table."


def _strange_keys(declared: Mapping[str, Sequence[Setting]], given: Tables) -> Iterator[str]:
    for plugin in sorted(given.keys() & declared.keys()):
        names = {setting.name for setting in declared[plugin]}
        for key in sorted(given[plugin].keys() - names):
            yield f"plugins.{plugin}.{key} : clé inconnue{hint(key, names)} ; la corriger ou la retirer."
