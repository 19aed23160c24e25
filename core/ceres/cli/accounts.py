"""``ceres accounts``: who can sign in."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from ceres.accounts.models import Account, MandateKind
from ceres.accounts.services import NewAccount
from ceres.cli.acting import desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.letters import open_letters
from ceres.cli.prescribers import open_mandates
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import password_changed
from ceres.security.passwords import generate_password
from ceres.security.permissions import Role

PASSWORD_STDIN = click.option("--password-stdin", is_flag=True, help="Lit le mot de passe sur l’entrée standard, au lieu d’en générer un.")
LOGIN = click.argument("login", metavar="IDENTIFIANT")
STATES = {True: "actif", False: "désactivé"}


@click.group()
def accounts() -> None:
    """Ouvrir, lister, désactiver les comptes ; leur donner un mot de passe."""


@accounts.command()
@LOGIN
@click.option("--name", required=True, metavar="NOM", help="Nom affiché : « Dr Hélène Marchand ».")
@click.option("--email", required=True, metavar="ADRESSE", help="Adresse électronique.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="Rôle ; prescriber si rien n’est dit."
)
@click.option(
    "--prescriber",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Prescripteur dont le compte lit les comptes rendus : le code qu’envoie le laboratoire (OBR-16.1) ; créé s’il est inconnu.",
)
@PASSWORD_STDIN
@pass_ceres
def add(context: CliContext, login: str, name: str, email: str, roles: Sequence[str], codes: Sequence[str], password_stdin: bool) -> None:
    """Ouvrir un compte ; son mot de passe, s’il est généré, n’est montré qu’une fois."""
    wanted = frozenset(Role(role) for role in roles) or frozenset({Role.PRESCRIBER})
    if codes and Role.PRESCRIBER not in wanted:
        raise Refused("--prescriber ne convient qu’au rôle prescriber ; ajouter --role prescriber, ou retirer --prescriber.")
    password = _password(password_stdin)
    with desk(context) as at:
        account = at.accounts.add(NewAccount(login, name, email, wanted, password))
        open_mandates(at, account, codes, MandateKind.SELF)
    click.echo(f"compte {login} ouvert")
    _show(password, password_stdin)


@accounts.command("list")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par compte.")
@pass_ceres
def list_accounts(context: CliContext, as_json: bool) -> None:
    """Lister les comptes."""
    with desk(context, reads=True) as at:
        for account in at.accounts.all():
            click.echo(json.dumps(_facts(account), ensure_ascii=False) if as_json else _text(account))


@accounts.command()
@LOGIN
@pass_ceres
def disable(context: CliContext, login: str) -> None:
    """Désactiver un compte : ses sessions se ferment aussitôt, ses données restent."""
    with desk(context) as at:
        at.accounts.disable(login)
    click.echo(f"compte {login} désactivé")


@accounts.command()
@LOGIN
@pass_ceres
def enable(context: CliContext, login: str) -> None:
    """Réactiver un compte désactivé."""
    with desk(context) as at:
        at.accounts.enable(login)
    click.echo(f"compte {login} actif")


@accounts.command()
@LOGIN
@PASSWORD_STDIN
@pass_ceres
def reset(context: CliContext, login: str, password_stdin: bool) -> None:
    """Donner un autre mot de passe à un compte ; ses sessions se ferment, sa suspension éventuelle est levée, un message le lui annonce."""
    password = _password(password_stdin)
    letters = open_letters(context.site)
    with desk(context) as at:
        account = at.accounts.set_password(login, password)
        at.accounts.unlock(login)
        Mailer(at.db, letters, context.site.settings, at.now).queue(password_changed(account))
    click.echo(f"mot de passe de {login} changé")
    _show(password, password_stdin)


@accounts.command()
@click.argument("login", metavar="IDENTIFIANT", required=False)
@click.option("--all", "everybody", is_flag=True, help="Tous les comptes et toutes les adresses.")
@pass_ceres
def unlock(context: CliContext, login: str | None, everybody: bool) -> None:
    """Lever la suspension qui suit trop d’échecs de connexion."""
    if everybody is (login is not None):
        raise click.UsageError("dire un identifiant, ou --all.")
    with desk(context) as at:
        held = at.accounts.unlock_all() if login is None else at.accounts.unlock(login)
    click.echo("suspension levée" if held else "rien n’était suspendu")


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return generate_password()
    # One line: what a password manager or « echo » sends ends with a line break that is not typed at log-in.
    return sys.stdin.readline().rstrip("\r\n")


def _show(password: str, chosen: bool) -> None:
    if not chosen:
        click.echo(f"mot de passe : {password}\nIl ne sera plus montré.")


def _facts(account: Account) -> dict[str, object]:
    return {
        "login": account.login,
        "name": account.name,
        "email": account.email,
        "roles": sorted(each.role.value for each in account.roles),
        "state": "active" if account.disabled_at is None else "disabled",
        "last_login_at": account.last_login_at.isoformat(timespec="seconds") if account.last_login_at else None,
    }


def _text(account: Account) -> str:
    roles = ", ".join(sorted(each.role.value for each in account.roles))
    return f"{account.login:<20} {STATES[account.disabled_at is None]:<10} {roles:<26} {account.name} <{account.email}>"
