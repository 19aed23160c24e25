"""Makes click speak French: headings, help option, usage errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

HEADINGS = {"Options": "Options", "Commands": "Commandes", "Arguments": "Arguments"}
WORDS = (
    (re.compile(r"Show this message and exit\."), "Affiche cette aide."),
    (re.compile(r"Show the version and exit\."), "Affiche la version."),
    (re.compile(r"\[default: "), "[défaut : "),
    (re.compile(r"; default: "), " ; défaut : "),
    (re.compile(r"(?<=[\[;]) ?required(?=[\];])"), "obligatoire"),
)

# What click says of values, by meaning: the rest of its messages stays as it is.
COMPLAINTS = (
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), r"argument de trop : \1"),
    (re.compile(r"Option '(.*)' requires (?:an argument|\d+ arguments)"), r"l’option \1 attend une valeur"),
    (re.compile(r"Option '(.*)' does not take a value"), r"l’option \1 n’attend pas de valeur"),
    (re.compile(r"(?:File|Directory|Path) '(.*)' does not exist"), r"« \1 » n’existe pas"),
    (re.compile(r"(?:File|Directory|Path) '(.*)' is a directory"), r"« \1 » est un dossier"),
    (re.compile(r"(?:File|Directory|Path) '(.*)' is a file"), r"« \1 » n’est pas un dossier"),
    (re.compile(r"(?:File|Directory|Path) '(.*)' is not readable"), r"« \1 » ne peut pas être lu"),
    (re.compile(r"'(.*)' is not a valid integer(?: range)?"), r"« \1 » n’est pas un nombre entier"),
    (re.compile(r"(\S+) is not in the range (.*)"), r"\1 est hors des limites (\2)"),
    (re.compile(r"'(.*)' does not match the formats? (.*)"), r"« \1 » n’est pas une date au format \2"),
    (re.compile(r"'(.*)' is not one of (.*)"), r"« \1 » n’est pas possible ; au choix : \2"),
    (re.compile(r"Missing command"), "il manque une commande"),
)


class FrenchFormatter(click.HelpFormatter):
    """Help with French headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write « Usage : »."""
        super().write_usage(prog, args, prefix or "Usage : ")

    def write_heading(self, heading: str) -> None:
        """Write a heading, then « : »."""
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)} :\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        super().write_dl([(name, in_french(text)) for name, text in rows], col_max, col_spacing)


class FrenchContext(click.Context):
    """A context whose help is in French."""

    formatter_class = FrenchFormatter


def in_french(text: str) -> str:
    """Replace what click adds to a help text."""
    for pattern, replacement in WORDS:
        text = pattern.sub(replacement, text)
    return text


def speak_french(command: click.Command) -> click.Command:
    """Return ``command``, its help and that of its sub-commands now French."""
    command.context_class = FrenchContext
    if isinstance(command, click.Group):
        for each in command.commands.values():
            speak_french(each)
    return command


def usage_line(error: click.UsageError) -> str:
    """Return one French line for a command that was not typed right, with where help is; the help itself when nothing was typed."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    path = error.ctx.command_path if error.ctx else "ceres"
    return f"ceres : {_what(error)} Voir « {path} --help »."


def _what(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"l’option {error.option_name} n’existe pas{_close(error)}."
    if isinstance(error, click.NoSuchCommand):
        return f"la commande « {error.command_name} » n’existe pas{_close(error)}."
    if isinstance(error, click.MissingParameter):
        return f"il manque {_parameter(error)}."
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} : {_complaint(error)}."
    return f"{_complaint(error)}."


def _close(error: click.NoSuchOption | click.NoSuchCommand) -> str:
    return f" (peut-être {error.possibilities[0]})" if error.possibilities else ""


def _complaint(error: click.UsageError) -> str:
    said = error.message.rstrip(".")
    for pattern, replacement in COMPLAINTS:
        if match := pattern.fullmatch(said):
            return match.expand(replacement)
    return said


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "une valeur")
    return error.param.get_error_hint(error.ctx) if error.ctx else str(error.param.name)
