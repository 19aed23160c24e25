"""``ceres prescribers``: whom the laboratories write to, and what nobody can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from zoneinfo import ZoneInfo

import click

from ceres.admin.prescribers import PrescriberFilter, PrescriberLine, PrescriberList, UnknownPrescriber
from ceres.admin.readers import Reader, readers_of
from ceres.cli.acting import desk
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.mandates import KINDS
from ceres.cli.moments import written_end
from ceres.i18n.names import plain_name

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par prescripteur.")


@click.group()
def prescribers() -> None:
    """Voir l’annuaire des prescripteurs, et ce que personne ne peut lire."""


@prescribers.command("list")
@click.argument("text", metavar="[TEXTE]", default="")
@click.option("--without-account", is_flag=True, help="Ceux pour qui aucun compte n’a accès, les plus attendus d’abord.")
@AS_JSON
@pass_ceres
def list_prescribers(context: CliContext, text: str, without_account: bool, as_json: bool) -> None:
    """Lister les prescripteurs : codes, comptes, comptes rendus reçus, comptes rendus que personne ne peut lire.

    Tous, ou ceux dont le nom contient des mots, ou dont un code commence par eux.
    """
    with desk(context, reads=True) as at:
        for line in PrescriberList(at.db, at.now).every(PrescriberFilter(text.strip(), without_account)):
            click.echo(json.dumps(_facts(line), ensure_ascii=False) if as_json else _text(line))


@prescribers.command()
@click.argument("code", metavar="CODE")
@AS_JSON
@pass_ceres
def show(context: CliContext, code: str, as_json: bool) -> None:
    """Montrer le prescripteur connu sous ce code, et les comptes qui ont accès à ses comptes rendus."""
    zone = ZoneInfo(context.settings.site.timezone)
    with desk(context, reads=True) as at, _known():
        for line in PrescriberList(at.db, at.now).known_by(code):
            readers = readers_of(at.db, line.id)
            if as_json:
                seen = [_reader_facts(each) | {"active": each.active(at.now)} for each in readers]
                click.echo(json.dumps(_facts(line) | {"readers": seen}, ensure_ascii=False))
                continue
            click.echo(_text(line))
            for each in readers:
                click.echo(_reader_text(each, zone, active=each.active(at.now)))


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except UnknownPrescriber as error:
        raise Refused(f"aucun prescripteur n’a le code « {error} ».") from error


def _facts(line: PrescriberLine) -> dict[str, object]:
    return {
        "id": line.id,
        "name": plain_name(line.name),
        "identifiers": [asdict(each) for each in line.identifiers],
        "accounts": line.accounts,
        "reports": line.reports,
        "waiting": line.waiting,
        "latest_at": line.latest_at.isoformat(timespec="seconds") if line.latest_at else None,
    }


def _text(line: PrescriberLine) -> str:
    codes = ", ".join(each.value for each in line.identifiers)
    name = plain_name(line.name) or "(sans nom)"
    return f"{name:<30} [{codes}] comptes {line.accounts}, comptes rendus {line.reports}, sans lecteur {line.waiting}"


def _reader_facts(reader: Reader) -> dict[str, object]:
    return {
        "login": reader.login,
        "name": reader.name,
        "disabled": reader.disabled,
        "kind": reader.kind,
        "valid_from": reader.period.start.isoformat(timespec="seconds"),
        "valid_until": reader.period.end.isoformat(timespec="seconds") if reader.period.end else None,
    }


def _reader_text(reader: Reader, zone: ZoneInfo, *, active: bool) -> str:
    until = written_end(reader.period.end, zone)
    state = "désactivé" if reader.disabled else "en cours" if active else "hors dates" if reader.prescriber else "sans rôle"
    return f"    {reader.login:<20} {KINDS[reader.kind]:<12} {state:<11} {until:<17} {reader.name}"
