"""Opens the accounts of the demonstration, each with a password of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.mandates import Period
from ceres.accounts.models import IdentifierKind, Prescriber, PrescriberIdentifier
from ceres.accounts.services import NewAccount
from ceres.cli.acting import Desk, desk
from ceres.cli.context import CliContext
from ceres.cli.demo import cast
from ceres.db.clock import utcnow
from ceres.i18n.folding import fold
from ceres.security.passwords import generate_password

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BEFORE = timedelta(days=365)  # the mandates are older than the oldest report


@dataclass(frozen=True, slots=True)
class Opened:
    """An account of the demonstration; no password when it existed before."""

    actor: cast.Actor
    password: str | None


def open_accounts(context: CliContext) -> Sequence[Opened]:
    """Write the directory of prescribers and open the accounts that are missing."""
    with desk(context) as at:
        known = {account.login for account in at.accounts.all()}
        directory = _directory(at.db)
        return [Opened(actor, None if actor.login in known else _open(at, actor, directory)) for actor in cast.ACTORS]


def _open(at: Desk, actor: cast.Actor, directory: Mapping[str, Prescriber]) -> str:
    """Open one account and return its password."""
    password = generate_password()
    email, roles = f"{actor.login}@exemple.nc", frozenset({actor.role})
    account = at.accounts.add(NewAccount(actor.login, actor.name, email, roles, password=password, organisation=actor.organisation))
    for prescriber, kind in actor.mandates:
        at.mandates.add(account, directory[prescriber.code], kind, Period(at.now - BEFORE))
    return password


def _directory(db: Session) -> Mapping[str, Prescriber]:
    """Return the prescribers of the demonstration by code, those that are missing now written."""
    codes = [each.code for each in cast.PRESCRIBERS]
    known = select(PrescriberIdentifier).where(PrescriberIdentifier.kind == IdentifierKind.CODE, PrescriberIdentifier.value.in_(codes))
    found = {each.value: each.prescriber for each in db.scalars(known)}
    for each in cast.PRESCRIBERS:
        if each.code not in found:
            found[each.code] = Prescriber(
                family_name=each.family_name,
                given_name=each.given_name,
                name_key=fold(f"{each.family_name} {each.given_name}"),
                created_at=utcnow(),
                identifiers=[PrescriberIdentifier(kind=IdentifierKind.CODE, value=each.code)],
            )
            db.add(found[each.code])
    return found
