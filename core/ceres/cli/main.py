"""The command ``ceres``: options common to all sub-commands, the core's ones, and those of the plugins."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import click

from ceres.cli.context import CliContext
from ceres.cli.errors import refusals
from ceres.cli.french import FrenchContext, speak_french, usage_line
from ceres.cli.plugin_commands import PluginCommands

# Imported when asked for: « ceres --version » must not wait for the whole portal.
COMMANDS = {
    "accounts": "ceres.cli.accounts:accounts",
    "backup": "ceres.cli.backup:backup",
    "branding": "ceres.cli.branding:branding",
    "check": "ceres.cli.check:check",
    "db": "ceres.cli.db:db",
    "demo": "ceres.cli.demo.command:demo",
    "init": "ceres.cli.init:init",
    "journal": "ceres.cli.journal:journal",
    "mail": "ceres.cli.mail:mail",
    "mandates": "ceres.cli.mandates:mandates",
    "pages": "ceres.cli.pages:pages",
    "plugins": "ceres.cli.plugins:plugins",
    "prescribers": "ceres.cli.directory:prescribers",
    "restore": "ceres.cli.backup:restore",
    "serve": "ceres.cli.serve:serve",
    "settings": "ceres.cli.settings:settings",
    "worker": "ceres.cli.worker:worker",
}
PRIVATE = 0o077  # what a command creates holds health data: nobody else on the machine reads it


class CeresGroup(click.Group):
    """Finds sub-commands by name in the table above, then in the plugins; says what is wrong in one French line."""

    context_class = FrenchContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all sub-commands."""
        return sorted({*COMMANDS, *plugin_commands(ctx).names()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the sub-command of that name; the plugins are only asked for what the core does not have."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name].partition(":")
            return speak_french(getattr(import_module(module), name))
        found = plugin_commands(ctx).get(cmd_name)
        return speak_french(found) if found else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sub-command of ``args``, or refuse."""
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"la commande « {args[0]} » n’existe pas.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the sub-command; what the site's owner can mend is refused in one line."""
        with refusals():
            return super().invoke(ctx)

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command line: 0 when all went well, 1 when refused, 2 when it was not typed right."""
        run: Any = super().main
        if not standalone_mode:
            return run(*args, standalone_mode=False, **extra)
        try:
            with refusals():
                code = run(*args, standalone_mode=False, **extra)
            sys.exit(code if isinstance(code, int) else 0)
        except click.UsageError as error:
            _stop(usage_line(error), error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            _stop("ceres : interrompu.", 1)


def site_context(ctx: click.Context) -> CliContext:
    """Return the one context of this command line, also while only its help is being written."""
    if "ceres.context" not in ctx.meta:
        ctx.meta["ceres.context"] = CliContext(ctx.params.get("config"))
        ctx.find_root().call_on_close(ctx.meta["ceres.context"].close)
    found: CliContext = ctx.meta["ceres.context"]
    return found


def plugin_commands(ctx: click.Context) -> PluginCommands:
    """Return the plugins' commands on the site of ``ctx``."""
    if "ceres.plugins" not in ctx.meta:
        ctx.meta["ceres.plugins"] = PluginCommands(site_context(ctx))
    found: PluginCommands = ctx.meta["ceres.plugins"]
    return found


def _stop(line: str, code: int) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(code)


@click.group(cls=CeresGroup)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="CERES_CONFIG",
    is_eager=True,
    metavar="FICHIER",
    help="Fichier du site ; sinon CERES_CONFIG, ./ceres.toml, ou un site sans fichier dans ./var.",
)
@click.version_option(version("ceres-results"), message="ceres %(version)s")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """CÉRÈS, serveur de résultats de laboratoire."""
    os.umask(PRIVATE)
    ctx.obj = site_context(ctx)
