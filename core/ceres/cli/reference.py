"""Writes the pages of the documentation that are made from the program: settings, command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ceres.cli.main import main as ceres
from ceres.config.declarations import Key
from ceres.config.load import BLOCKED
from ceres.config.settings import Settings, declared_keys
from ceres.config.showing import shown
from ceres.config.values import kind_name
from ceres.plugins.contributions import Setting
from ceres.plugins.host import PluginHost

MADE = "<!-- Page produite par « make docs » : ne pas la modifier à la main. -->"

SETTINGS_HEAD = f"""{MADE}

# Réglages du site

Tout est facultatif. Les réglages se lisent dans un fichier TOML : celui de `--config`, sinon celui de `CERES_CONFIG`, sinon
`./ceres.toml` ; sans fichier, le site est embarqué dans `./var`. Les chemins relatifs partent du dossier du fichier.

Chaque clé peut venir de l’environnement, qui l’emporte sur le fichier : `CERES_SECTION__CLÉ`, par exemple
`CERES_DATABASE__URL` ; une liste s’y écrit avec des virgules. `ceres settings` montre les valeurs en vigueur et leur provenance,
`ceres check` ce qui ne va pas.
"""
COMMANDS_HEAD = f"""{MADE}

# Ligne de commande

Codes de retour : 0, fait ; 1, refusé (une ligne sur la sortie d’erreur dit pourquoi et que faire) ; 2, commande mal tapée.
"""


def settings_page() -> str:
    """Return ``settings.md``."""
    parts = [SETTINGS_HEAD]
    for section, keys in declared_keys().items():
        parts.append(f"## `[{section}]`\n\n{_table(_core_row(key) for key in keys.values())}")
    parts.append(f"## `[plugins]`\n\n{_table([_core_row(BLOCKED)])}")
    host = PluginHost.load(Settings())
    for plugin, declared in sorted(host.declared("ceres_settings").items()):
        parts.append(f"### `[plugins.{plugin}]`\n\n{_table(_plugin_row(each) for each in declared)}")
    return "\n".join(parts)


def commands_page() -> str:
    """Return ``command-line.md``."""
    context = ceres.context_class(ceres, info_name="ceres", terminal_width=100, max_content_width=100)
    return "\n".join([COMMANDS_HEAD, *_helps(ceres, context, "##")])


PAGES = {"settings.md": settings_page, "command-line.md": commands_page}


def _helps(command: click.Command, context: click.Context, level: str) -> Iterator[str]:
    yield f"{level} `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                yield from _helps(found, found.context_class(found, info_name=name, parent=context), min(level + "#", "####"))


def _table(rows: Iterator[str] | list[str]) -> str:
    return "\n".join(["| clé | type | défaut | rôle |", "|---|---|---|---|", *rows, ""])


def _core_row(key: Key) -> str:
    choices = f" Au choix : {', '.join(f'`{choice}`' for choice in key.choices)}." if key.choices else ""
    kind = f"{kind_name(key.kind)} ({key.unit})" if key.unit else kind_name(key.kind)
    return f"| `{key.name}` | {kind} | {_code(shown(key.default))} | {key.help}{choices} |"


def _plugin_row(setting: Setting) -> str:
    choices = f" Au choix : {', '.join(f'`{choice}`' for choice in setting.choices)}." if setting.choices else ""
    return f"| `{setting.name}` | {kind_name(setting.kind)} | {_code(shown(setting.default))} | {setting.help}{choices} |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


@click.command()
@click.option("--check", is_flag=True, help="only tell whether the pages are up to date")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(check: bool, folder: Path) -> None:
    """Write the generated pages of the documentation into FOLDER."""
    stale = []
    for name, make in PAGES.items():
        page, path = make(), folder / name
        if not check:
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            stale.append(str(path))
    if stale:
        sys.exit(f"{', '.join(stale)}: out of date, run « make docs »")


if __name__ == "__main__":
    main()
