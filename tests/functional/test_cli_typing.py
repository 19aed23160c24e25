"""What ``ceres`` answers to a command that was not typed right: one French line, exit code 2, or the help when nothing was typed."""

from __future__ import annotations

import pytest

from ceres.testing.command_line import CommandLine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope",), "ceres : la commande « nope » n’existe pas. Voir « ceres --help »."),
        (("accounts", "nope"), "ceres : la commande « nope » n’existe pas. Voir « ceres accounts --help »."),
        (("accounts", "lst"), "ceres : la commande « lst » n’existe pas (peut-être list). Voir « ceres accounts --help »."),
        (("journal", "list", "--jsn"), "ceres : l’option --jsn n’existe pas (peut-être --json). Voir « ceres journal list --help »."),
        (("journal", "list", "extra"), "ceres : argument de trop : extra. Voir « ceres journal list --help »."),
        (("quarantine", "show", "abc"), "ceres : 'NUMÉRO' : « abc » n’est pas un nombre entier. Voir « ceres quarantine show --help »."),
    ],
)
def test_what_is_wrong_is_said_in_one_french_line(ceres: CommandLine, words: tuple[str, ...], said: str) -> None:
    done = ceres(*words)
    assert (done.exit_code, done.stdout, done.stderr.replace("\u00a0", " ")) == (2, "", said + "\n")


@pytest.mark.parametrize("words", [("accounts",), ("journal",), ("intake",), ("quarantine",)])
def test_a_group_alone_shows_its_help(ceres: CommandLine, words: tuple[str, ...]) -> None:
    done = ceres(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == ceres(*words, "--help").stdout
