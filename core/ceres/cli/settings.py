"""``ceres settings``: every setting of the site, what it is and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import click

from ceres.cli.context import CliContext, pass_ceres
from ceres.config.declarations import Key
from ceres.config.load import BLOCKED, DEFAULT, Loaded
from ceres.config.settings import declared_keys
from ceres.config.showing import shown
from ceres.config.values import kind_name
from ceres.plugins.contributions import Setting


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as it is shown."""

    key: str
    kind: str
    unit: str
    default: str
    value: str
    origin: str
    help: str


@click.command(short_help="Montre tous les réglages du site.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par réglage.")
@pass_ceres
def settings(context: CliContext, as_json: bool) -> None:
    """Montre tous les réglages : type, valeur par défaut, valeur actuelle, provenance. Les secrets restent cachés."""
    for line in lines(context):
        click.echo(json.dumps(asdict(line), ensure_ascii=False) if as_json else paragraph(line))


def lines(context: CliContext) -> Iterator[Line]:
    """Yield every setting of the core, then of each plugin."""
    loaded = context.loaded
    for section, keys in declared_keys().items():
        for key in keys.values():
            yield _core_line(key, getattr(getattr(loaded.settings, section), key.name), loaded)
    yield _core_line(BLOCKED, sorted(loaded.settings.blocked), loaded)
    for plugin, declared in context.bare_site.plugins.declared("ceres_settings").items():
        for setting in declared:
            yield _plugin_line(plugin, setting, context)


def paragraph(line: Line) -> str:
    """Return a setting as a person reads it."""
    kind = f"{line.kind}, {line.unit}" if line.unit else line.kind
    return f"{line.key} = {line.value or '(vide)'}  [{line.origin}]\n    {line.help}\n    {kind} ; défaut : {line.default or '(vide)'}"


def _core_line(key: Key, value: Any, loaded: Loaded) -> Line:
    default, current = shown(key.default, secret=key.secret), shown(value, secret=key.secret)
    return Line(key.dotted, kind_name(key.kind), key.unit, default, current, loaded.origin(key), key.help)


def _plugin_line(plugin: str, setting: Setting, context: CliContext) -> Line:
    value = context.bare_site.settings.plugin(plugin)[setting.name]
    given = setting.name in context.settings.plugin(plugin)
    default, current = shown(setting.default, secret=setting.secret), shown(value, secret=setting.secret)
    origin = "site" if given else DEFAULT
    return Line(f"plugins.{plugin}.{setting.name}", kind_name(setting.kind), "", default, current, origin, setting.help)
