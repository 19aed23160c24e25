"""``ceres accounts reset|invite``: another password for somebody."""

from __future__ import annotations

import sys

import click

from ceres.cli.acting import letter_desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.options import LOGIN, PASSWORD_STDIN
from ceres.recovery.letters import password_changed
from ceres.security.passwords import generate_password


@click.command()
@LOGIN
@PASSWORD_STDIN
@click.option("--temporary", is_flag=True, help="Donner un mot de passe provisoire : son propriétaire en choisit un autre à la connexion.")
@pass_ceres
def reset(context: CliContext, login: str, password_stdin: bool, temporary: bool) -> None:
    """Donner un autre mot de passe à un compte ; ses sessions se ferment, sa suspension éventuelle est levée, un message le lui annonce."""
    if temporary and password_stdin:
        raise click.UsageError("--temporary et --password-stdin s’excluent.")
    password = "" if temporary else read_password(password_stdin)
    with letter_desk(context) as at:
        if temporary:
            password = at.invitations.hand_over(at.desk.accounts.find(login))
        else:
            account = at.desk.accounts.set_password(login, password)
            at.desk.accounts.unlock(login)
            at.mailer.queue(password_changed(account))
    click.echo(f"mot de passe de {login} changé")
    show_password(password, password_stdin)


@click.command()
@LOGIN
@pass_ceres
def invite(context: CliContext, login: str) -> None:
    """Inviter par courriel un compte à choisir son mot de passe ; l’ancien ne vaut plus rien et ses sessions se ferment."""
    with letter_desk(context) as at:
        at.invitations.send(at.desk.accounts.find(login))
    click.echo(f"invitation de {login} mise à l’envoi")


def read_password(from_stdin: bool) -> str:
    """Return the password of the standard input, or one made at random."""
    if not from_stdin:
        return generate_password()
    # One line: what a password manager or « echo » sends ends with a line break that is not typed at log-in.
    return sys.stdin.readline().rstrip("\r\n")


def show_password(password: str, chosen: bool) -> None:
    """Show a password that nobody chose, this once."""
    if not chosen:
        click.echo(f"mot de passe : {password}\nIl ne sera plus montré.")
