"""Accounts, prescribers and mandates, written straight to the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from ceres.accounts.models import Account, AccountRole, IdentifierKind, Mandate, MandateKind, Prescriber, PrescriberIdentifier
from ceres.reports.folding import name_key
from ceres.security.permissions import Role

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def add_account(
    db: Session, login: str = "h.marchand", *, roles: tuple[Role, ...] = (Role.PRESCRIBER,), password_hash: str | None = None
) -> Account:
    """Add an account; it has no password unless a hash is given."""
    account = Account(
        login=login,
        login_key=login.casefold(),
        name=f"Dr {login}",
        email=f"{login}@exemple.nc",
        password_hash=password_hash,
        created_at=LONG_AGO,
        roles=[AccountRole(role=role) for role in roles],
    )
    db.add(account)
    db.flush()
    return account


def add_prescriber(db: Session, code: str = "DR1", family_name: str = "MARCHAND", given_name: str = "Hélène") -> Prescriber:
    """Add a prescriber known everywhere by ``code``."""
    prescriber = Prescriber(
        family_name=family_name,
        given_name=given_name,
        name_key=name_key(family_name, given_name),
        created_at=LONG_AGO,
        identifiers=[PrescriberIdentifier(kind=IdentifierKind.CODE, source="", value=code)],
    )
    db.add(prescriber)
    db.flush()
    return prescriber


def add_mandate(
    db: Session, account: Account, prescriber: Prescriber, *, valid_from: datetime = LONG_AGO, valid_until: datetime | None = None
) -> Mandate:
    """Let ``account`` read what ``prescriber`` receives."""
    mandate = Mandate(account=account, prescriber=prescriber, kind=MandateKind.SELF, valid_from=valid_from, valid_until=valid_until)
    db.add(mandate)
    db.flush()
    return mandate
