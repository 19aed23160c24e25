"""The commands that plugins add; a plugin that is broken loses its own, one that is off refuses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property, update_wrapper
from importlib.metadata import entry_points
from typing import Any

import click

from ceres.cli.context import CliContext
from ceres.config.settings import ConfigError
from ceres.plugins.host import GROUP, PluginHost
from ceres.plugins.loading import BrokenPlugin


class PluginCommands:
    """The commands of the plugins that the site does not block."""

    def __init__(self, context: CliContext) -> None:
        self._context = context

    def names(self) -> list[str]:
        """Return their names."""
        return list(self._commands)

    def get(self, name: str) -> click.Command | None:
        """Return the command of that name."""
        return self._commands.get(name)

    @cached_property
    def _commands(self) -> Mapping[str, click.Command]:
        host = self._host()
        if host is None:
            return {}
        found = host.every().collect_named("ceres_commands")
        return {str(each.command.name): _guarded(plugin, each.command) for plugin, each in found}

    def _host(self) -> PluginHost | None:
        try:
            blocked = self._context.settings.blocked
        except ConfigError as error:
            # What is blocked is unknown: nothing is loaded. The command itself will tell what to mend.
            click.echo(f"ceres : les commandes des modules manquent : {error.problems[0]}", err=True)
            return None
        return _load(blocked)


def _load(blocked: frozenset[str]) -> PluginHost:
    """Return the plugins that load, with a line on stderr for each one that does not."""
    while True:
        try:
            return PluginHost(entry_points(group=GROUP), blocked)
        except BrokenPlugin as error:
            click.echo(f"ceres : {error.problems[0]}", err=True)
            blocked |= {error.plugin}


def _guarded(plugin: str, command: click.Command) -> click.Command:
    """Return ``command``, refused while ``plugin`` is off; a group refuses before its sub-commands."""
    guarded = copy(command)
    guarded.callback = _when_enabled(plugin, command.callback)
    return guarded


def _when_enabled(plugin: str, callback: Callable[..., Any] | None) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        click.get_current_context().find_object(CliContext).require_enabled(plugin)  # type: ignore[union-attr]
        return callback(*args, **kwargs) if callback else None

    return update_wrapper(run, callback) if callback else run
