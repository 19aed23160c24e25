"""``ceres accounts import``: accounts from a CSV file, with a report of each line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from ceres.accounts.refusals import NoInvitation
from ceres.admin.importing.applying import Importer, Services, Welcome
from ceres.admin.importing.desk import plan_file
from ceres.admin.importing.plan import Plan, Step, Verdict
from ceres.cli.acting import desk, letter_desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.recovery.invitations import Invitations, can_invite

WORDS = {Verdict.CREATED: "créé", Verdict.COMPLETED: "complété", Verdict.UNCHANGED: "inchangé", Verdict.REFUSED: "refusé"}
OWNER_ONLY = 0o600


@click.command("import")
@click.argument("file", metavar="CSV", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce que l’import ferait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par ligne du fichier.")
@click.option(
    "--invite/--no-invite", default=None, help="Inviter ou non les nouveaux à choisir leur mot de passe ; oui si le site le peut."
)
@click.option(
    "--passwords",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Remettre aux nouveaux un mot de passe provisoire, écrit dans ce fichier que vous seul pouvez lire.",
)
@pass_ceres
def import_accounts(context: CliContext, file: Path, dry_run: bool, as_json: bool, invite: bool | None, passwords: Path | None) -> None:
    """Ouvrir et compléter les comptes d’un fichier CSV ; rien n’est enlevé, aucun mot de passe n’est touché.

    Les lignes refusées sont laissées de côté, les autres sont importées ensemble ; le code de retour est 1 s’il y en a.
    """
    if passwords and invite:
        raise click.UsageError("--passwords et --invite s’excluent.")
    if invite and not can_invite(context.site.settings):
        raise Refused(str(NoInvitation()))
    data = file.read_bytes()
    with desk(context, reads=True) as at:
        plan = plan_file(at.db, data, _zone(context), at.now)
    if not dry_run:
        plan = _import(context, data, plan, invite, passwords)
    for step in plan.steps:
        click.echo(json.dumps(_facts(step), ensure_ascii=False) if as_json else _text(step))
    if not as_json:
        click.echo(_summary(plan) + (" ; essai, rien n’est écrit" if dry_run else ""))
    if refused := plan.counts[Verdict.REFUSED]:
        raise Refused(f"{refused} ligne(s) refusée(s) ; les corriger, puis importer de nouveau le même fichier.")


def _import(context: CliContext, data: bytes, shown: Plan, invite: bool | None, passwords: Path | None) -> Plan:
    given: list[tuple[str, str]] = []
    with _kept(passwords, given), letter_desk(context) as at:
        services = Services(at.desk.accounts, at.desk.mandates, at.changes, at.invitations)
        importer = Importer(at.desk.db, services, _welcome(at.invitations, invite, passwords), at.desk.record, at.desk.now)
        importer.prepare(shown)  # the transaction begins with the first statement, that of the plan which counts
        plan = plan_file(at.desk.db, data, _zone(context), at.desk.now)
        given += [(account.login, ticket.password) for account, ticket in importer.apply(plan) if ticket.password]
    return plan


def _welcome(invitations: Invitations, invite: bool | None, passwords: Path | None) -> Welcome | None:
    if passwords:
        return lambda _: invitations.temporary()
    return invitations.invitation if invitations.possible and invite is not False else None


@contextmanager
def _kept(path: Path | None, given: list[tuple[str, str]]) -> Iterator[None]:
    """Write what was ``given`` into a file that is made for it, whose beginning proves that it can be written."""
    if path is None:
        yield
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield
            file.writelines(f"{login};{password}\n" for login, password in given)
    except BaseException:
        path.unlink()
        raise


def _zone(context: CliContext) -> ZoneInfo:
    return ZoneInfo(context.settings.site.timezone)


def _facts(step: Step) -> dict[str, object]:
    said = [each.interpolate() for each in step.said]
    refused = step.verdict is Verdict.REFUSED
    return {
        "line": step.number,
        "login": step.login,
        "verdict": step.verdict,
        "changes": [] if refused else said,
        "reason": said[0] if refused else "",
    }


def _text(step: Step) -> str:
    said = " ; ".join(each.interpolate() for each in step.said)
    return f"ligne {step.number:<5} {step.login:<20} {WORDS[step.verdict]:<9} {said}".rstrip()


def _summary(plan: Plan) -> str:
    return ", ".join(f"{WORDS[verdict]} : {number}" for verdict, number in plan.counts.items())
