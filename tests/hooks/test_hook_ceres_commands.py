"""``ceres_commands``: sub-commands of ``ceres``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ceres.plugins.contributions import Command
from factories.plugins import make_host, make_plugin


@click.command("water")
def water() -> None:
    """Arroser."""


def test_hook_ceres_commands() -> None:
    def ceres_commands() -> Sequence[Command]:
        return [Command(water)]

    host = make_host(make_plugin("garden", ceres_commands), make_plugin("plain"))
    assert host.every().collect_named("ceres_commands") == (("garden", Command(water)),)


def test_hook_ceres_commands_loses_only_the_commands_of_the_plugin_that_raises() -> None:
    def ceres_commands() -> Sequence[Command]:
        raise RuntimeError

    def sound() -> Sequence[Command]:
        return [Command(water)]

    sound.__name__ = "ceres_commands"
    host = make_host(make_plugin("broken", ceres_commands), make_plugin("garden", sound))
    assert [name for name, _ in host.every().collect_named("ceres_commands")] == ["garden"]
