"""Reads the settings of a site: its file, the environment over it, everything checked at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ceres.config import mail
from ceres.config.declarations import Key
from ceres.config.settings import ConfigError, Settings, declared_keys
from ceres.config.sources import PLUGINS, Found, Raw, gather, read_toml
from ceres.config.values import TEXTS, Unfit, from_text, hint, value_of

DATA = "var"
DEFAULT = "défaut"
BLOCKED = Key(PLUGINS, "blocked", TEXTS, (), "Modules à ne jamais charger.")


@dataclass(frozen=True)
class Loaded:
    """Settings, and where each of them comes from."""

    settings: Settings
    origins: Mapping[str, str]  # dotted name → the file's name or the variable; what is absent is a default

    def origin(self, key: Key) -> str:
        """Return where the value of ``key`` comes from."""
        return self.origins.get(key.dotted, DEFAULT)


def load_settings(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the file ``path``, or of the embedded site in ``./var``, under those of ``environ``.

    Raises:
        ConfigError: with one French sentence for each thing to mend.
    """
    return load(path, environ).settings


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Loaded:
    """Return the settings like `load_settings`, with their origins."""
    folder = (path.parent if path else Path()).absolute()
    found = gather(read_toml(path) if path else {}, path.name if path else "", environ)
    return _Reader(found, folder).read()


class _Reader:
    """Turns what was found into settings, collecting every problem on the way."""

    def __init__(self, found: Found, folder: Path) -> None:
        self._found = found
        self._folder = folder
        self._problems = list(found.problems)

    def read(self) -> Loaded:
        settings = self._core(Settings.embedded(self._folder / DATA))
        settings = replace(settings, plugins=self._found.plugins, blocked=self._blocked())
        self._judge(settings)
        if self._problems:
            raise ConfigError(tuple(self._problems))
        origins = {f"{section}.{name}": raw.origin for section, table in self._found.core.items() for name, raw in table.items()}
        if self._found.blocked:
            origins[BLOCKED.dotted] = self._found.blocked.origin
        return Loaded(settings, origins)

    def _core(self, base: Settings) -> Settings:
        declared = declared_keys()
        sections: dict[str, Any] = {}
        for section, table in self._found.core.items():
            if section in declared:
                values = self._values(declared[section], table)
                sections[section] = replace(getattr(base, section), **values)
            else:
                self._problems.append(
                    f"[{section}] : section inconnue{hint(section, [*declared, PLUGINS])} ; la corriger ou la retirer{_where(table)}."
                )
        return replace(base, **sections)

    def _values(self, keys: Mapping[str, Key], table: Mapping[str, Raw]) -> dict[str, Any]:
        values = {}
        for name, raw in table.items():
            if name not in keys:
                section = next(iter(keys.values())).section
                self._problems.append(f"{section}.{name} : clé inconnue{hint(name, keys)} ; la corriger ou la retirer ({raw.origin}).")
                continue
            try:
                values[name] = self._value(keys[name], raw)
            except Unfit as unfit:
                self._problems.append(f"{keys[name].dotted} : {unfit} ({raw.origin})")
        return values

    def _value(self, key: Key, raw: Raw) -> Any:
        return value_of(key, from_text(key.kind, raw.value) if raw.text else raw.value, self._folder)

    def _blocked(self) -> frozenset[str]:
        try:
            return frozenset(self._value(BLOCKED, self._found.blocked)) if self._found.blocked else frozenset()
        except Unfit as unfit:
            self._problems.append(f"plugins.blocked : {unfit}")
            return frozenset()

    def _judge(self, settings: Settings) -> None:
        """Check what holds between several keys."""
        if settings.security.reset == "link" and not settings.site.url:
            self._problems.append("security.reset : un lien a besoin de l’adresse du serveur ; renseigner site.url.")
        if settings.site.account_requests and not settings.site.support_email:
            self._problems.append("site.account_requests : il faut une adresse à qui écrire ; renseigner site.support_email.")
        self._problems += mail.problems(settings.mail)
        if settings.sessions.absolute < settings.sessions.idle:
            self._problems.append("sessions.absolute : il faut au moins sessions.idle ; augmenter l’une ou réduire l’autre.")
        if settings.security.login_block_max < settings.security.login_block:
            self._problems.append("security.login_block_max : il faut au moins security.login_block ; augmenter l’une ou réduire l’autre.")


def _where(table: Mapping[str, Raw]) -> str:
    origins = {raw.origin for raw in table.values()}
    return f" ({', '.join(sorted(origins))})" if origins else ""
