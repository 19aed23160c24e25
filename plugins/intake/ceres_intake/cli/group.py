"""``ceres intake``: a group of commands whose first argument may also be a path."""

from __future__ import annotations

import click

FILES = "files"
HELP = ("-h", "--help")


class PathsOrCommand(click.Group):
    """What names no sub-command is a file or a folder to take in: ``ceres intake a.hl7 b.hl7 --json``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the usual sub-command before paths."""
        if args and args[0] not in self.commands and args[0] not in HELP:
            args = [FILES, *args]
        return super().parse_args(ctx, args)


@click.group(cls=PathsOrCommand, subcommand_metavar="CHEMIN… | COMMANDE …", short_help="Prend en charge ce que le laboratoire envoie.")
def intake() -> None:
    """Prendre en charge des fichiers du laboratoire : « ceres intake CHEMIN… [--json] », dossiers compris.

    Échoue si un message a été refusé ; relancer la commande ne publie rien deux fois.
    Un chemin qui porte le nom d’une commande s’écrit ./nom.
    """
