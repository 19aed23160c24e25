"""``ceres accounts``: who can sign in."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from ceres.accounts.models import Account, MandateKind
from ceres.accounts.services import NewAccount
from ceres.accounts.states import AccountState
from ceres.admin.accounts import AccountFilter, AccountLine, AccountList
from ceres.cli.account_changes import change, sessions
from ceres.cli.account_passwords import invite, read_password, reset, show_password
from ceres.cli.accounts_import import import_accounts
from ceres.cli.acting import Desk, desk, letter_desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.options import LOGIN, PASSWORD_STDIN, ROLES
from ceres.cli.prescribers import open_mandates
from ceres.security.permissions import Role

STATES = {
    AccountState.ACTIVE: "actif",
    AccountState.TEMPORARY: "mot de passe temporaire",
    AccountState.INVITED: "invitation envoyée",
    AccountState.EXPIRED: "invitation expirée",
    AccountState.PENDING: "sans mot de passe",
    AccountState.SUSPENDED: "bloqué",
    AccountState.DISABLED: "désactivé",
}


@click.group()
def accounts() -> None:
    """Ouvrir, lister, désactiver les comptes ; leur donner un mot de passe."""


@accounts.command()
@LOGIN
@click.option("--name", required=True, metavar="NOM", help="Nom affiché : « Dr Hélène Marchand ».")
@click.option("--email", required=True, metavar="ADRESSE", help="Adresse électronique.")
@click.option("--organisation", default="", metavar="STRUCTURE", help="Où son propriétaire exerce : « Clinique de l’Anse ».")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Rôle ; prescriber si rien n’est dit.")
@click.option(
    "--prescriber",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Prescripteur dont le compte lit les comptes rendus : le code qu’envoie le laboratoire (OBR-16.1) ; créé s’il est inconnu.",
)
@PASSWORD_STDIN
@click.option("--invite", "invites", is_flag=True, help="Inviter par courriel son propriétaire à choisir le mot de passe.")
@pass_ceres
def add(
    context: CliContext,
    login: str,
    name: str,
    email: str,
    organisation: str,
    roles: Sequence[str],
    codes: Sequence[str],
    password_stdin: bool,
    invites: bool,
) -> None:
    """Ouvrir un compte ; son mot de passe, s’il est généré, n’est montré qu’une fois."""
    if invites and password_stdin:
        raise click.UsageError("--invite et --password-stdin s’excluent.")
    wanted = frozenset(Role(role) for role in roles) or frozenset({Role.PRESCRIBER})
    if codes and Role.PRESCRIBER not in wanted:
        raise Refused("--prescriber ne convient qu’au rôle prescriber ; ajouter --role prescriber, ou retirer --prescriber.")
    if invites:
        with letter_desk(context) as at:
            at.invitations.send(_open(at.desk, NewAccount(login, name, email, wanted, organisation=organisation), codes))
        click.echo(f"compte {login} ouvert, invitation mise à l’envoi")
        return
    password = read_password(password_stdin)
    with desk(context) as plain:
        _open(plain, NewAccount(login, name, email, wanted, password=password, organisation=organisation), codes)
    click.echo(f"compte {login} ouvert")
    show_password(password, password_stdin)


@accounts.command("list")
@click.argument("text", metavar="[TEXTE]", default="")
@click.option("--role", type=click.Choice(ROLES), help="Ceux qui ont ce rôle.")
@click.option("--state", type=click.Choice([state.value for state in AccountState]), help="Ceux qui sont dans cet état.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par compte.")
@pass_ceres
def list_accounts(context: CliContext, text: str, role: str | None, state: str | None, as_json: bool) -> None:
    """Lister les comptes, chacun avec son état ; tous, ou ceux dont le nom, la structure, l’identifiant ou l’adresse contient un texte."""
    asked = AccountFilter(text.strip(), Role(role) if role else None, AccountState(state) if state else None)
    with desk(context, reads=True) as at:
        for line in AccountList(at.db, at.now).every(asked):
            click.echo(json.dumps(_facts(line), ensure_ascii=False) if as_json else _text(line))


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


def _open(at: Desk, new: NewAccount, codes: Sequence[str]) -> Account:
    account = at.accounts.add(new)
    open_mandates(at, account, codes, MandateKind.SELF)
    return account


def _facts(line: AccountLine) -> dict[str, object]:
    return {
        "login": line.login,
        "name": line.name,
        "organisation": line.organisation,
        "email": line.email,
        "roles": [role.value for role in line.roles],
        "state": line.state.value,
        "prescribers": line.prescribers,
        "last_login_at": line.last_login_at.isoformat(timespec="seconds") if line.last_login_at else None,
    }


def _text(line: AccountLine) -> str:
    roles = ", ".join(role.value for role in line.roles)
    who = f"{line.name}, {line.organisation}" if line.organisation else line.name
    return f"{line.login:<20} {STATES[line.state]:<23} {roles:<26} {who} <{line.email}>"


for each in (change, sessions, reset, invite, import_accounts):
    accounts.add_command(each)
