"""Compares the lines of a file with the site: what is missing is added, nothing is ever taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationString, TranslationStringFactory
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ceres.accounts.importing.lines import WantedAccount, read_line
from ceres.accounts.importing.refusals import LineRefused
from ceres.accounts.importing.words import Column
from ceres.accounts.logins import login_key
from ceres.accounts.mandates import Period
from ceres.accounts.models import Account, Mandate, PrescriberIdentifier
from ceres.accounts.refusals import AccountRefused, AmbiguousCode, BadPeriod, BadPrescriberCode, DisabledAccount
from ceres.accounts.services import NewAccount, check_email, check_name, check_new, check_organisation
from ceres.admin.importing.plan import Plan, Step, Verdict
from ceres.admin.mandate_acts import typed_period
from ceres.db.portions import portions
from ceres.reports.directory import BadCode, check_code
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.importing.reading import Row

_ = TranslationStringFactory("ceres")

ROLES_ADDED: Mapping[Role, TranslationString] = {
    Role.PRESCRIBER: _("rôle ajouté : prescripteur"),
    Role.ADMINISTRATOR: _("rôle ajouté : administrateur"),
    Role.AUDITOR: _("rôle ajouté : auditeur"),
}
Holders = Mapping[str, frozenset[int]]
"""The prescribers that have a code."""


class Planner:
    """Reads in the transaction of ``db`` and writes nothing."""

    def __init__(self, db: Session, zone: tzinfo, now: datetime) -> None:
        self._db = db
        self._zone = zone
        self._now = now

    def plan(self, file_hash: str, rows: Sequence[Row]) -> Plan:
        """Return what importing these lines would do now."""
        lines = [_read(row) for row in rows]
        wanted = [line for line in lines if isinstance(line, WantedAccount)]
        known = self._accounts({login_key(each.login) for each in wanted})
        holders = self._holders({code for each in wanted for code in each.codes})
        first: dict[str, int] = {}
        steps = []
        for row, line in zip(rows, lines, strict=True):
            key = login_key(row.cells[Column.LOGIN]) if Column.LOGIN in row.cells else ""
            taken = first.setdefault(key, row.number) if key else row.number
            steps.append(self._step(row, line if taken == row.number else _twice(taken), known.get(key), holders))
        return Plan(file_hash, steps)

    def _step(self, row: Row, wanted: WantedAccount | AccountRefused, account: Account | None, holders: Holders) -> Step:
        try:
            if isinstance(wanted, AccountRefused):
                raise wanted
            return self._new(row, wanted, holders) if account is None else self._known(row, wanted, account, holders)
        except AccountRefused as refused:
            return Step(row.number, row.cells.get(Column.LOGIN, "")[:80], Verdict.REFUSED, (refused.message,))

    def _new(self, row: Row, wanted: WantedAccount, holders: Holders) -> Step:
        check_new(NewAccount(wanted.login, wanted.name, wanted.email, organisation=wanted.organisation))
        _check_codes(wanted, wanted.roles or frozenset({Role.PRESCRIBER}), holders)
        period, codes = self._period(wanted), tuple(_distinct(wanted.codes, holders))
        return Step(row.number, wanted.login, Verdict.CREATED, (*_named(wanted), *_opened(codes, holders)), wanted, codes, period)

    def _known(self, row: Row, wanted: WantedAccount, account: Account, holders: Holders) -> Step:
        roles = frozenset(each.role for each in account.roles)
        _check_codes(wanted, roles | wanted.roles, holders)
        codes = tuple(
            code for code in _distinct(wanted.codes, holders) if not self._covered(account, wanted, holders.get(code, frozenset()))
        )
        said = (*_said(account, wanted, roles), *_opened(codes, holders))
        if not said:
            return Step(row.number, account.login, Verdict.UNCHANGED, (), wanted)
        if account.disabled_at is not None:
            raise DisabledAccount(account.login)
        period = self._period(wanted) if codes else None
        return Step(row.number, account.login, Verdict.COMPLETED, said, wanted, codes, period)

    def _asked(self, wanted: WantedAccount) -> Period:
        """Return the period of the line; one that ends before it begins is a slip."""
        asked = typed_period(wanted.since, wanted.until, self._zone, self._now)
        if wanted.since and asked.end is not None and asked.end <= asked.start:
            raise BadPeriod
        return asked

    def _period(self, wanted: WantedAccount) -> Period:
        """Return the period of a mandate to be opened."""
        asked = self._asked(wanted)
        if asked.end is not None and asked.end <= self._now:
            raise LineRefused(_("La date de fin « ${day} » est passée : l’accès ne servirait à rien.", mapping={"day": wanted.until}))
        return asked

    def _covered(self, account: Account, wanted: WantedAccount, holders: frozenset[int]) -> bool:
        """Tell whether the account has what is wanted already: at the same title, from as early, until as late."""
        asked = self._asked(wanted)
        same = (each for each in account.mandates if each.prescriber_id in holders and each.kind is wanted.kind)
        return any(_covers(mandate, asked) for mandate in same)

    def _accounts(self, keys: set[str]) -> Mapping[str, Account]:
        statement = select(Account).options(selectinload(Account.mandates))
        found = (self._db.scalars(statement.where(Account.login_key.in_(some))) for some in portions(keys))
        return {account.login_key: account for accounts in found for account in accounts}

    def _holders(self, codes: set[str]) -> Holders:
        found: dict[str, frozenset[int]] = {}
        for some in portions(sorted(codes)):
            statement = select(PrescriberIdentifier.value, PrescriberIdentifier.prescriber_id)
            for value, prescriber_id in self._db.execute(statement.where(PrescriberIdentifier.value.in_(some))):
                found[value] = found.get(value, frozenset()) | {prescriber_id}
        return found


def _read(row: Row) -> WantedAccount | AccountRefused:
    try:
        return read_line(row)
    except LineRefused as refused:
        return refused


def _twice(number: int) -> LineRefused:
    return LineRefused(_("Cet identifiant est déjà à la ligne ${line} : garder une seule des deux.", mapping={"line": str(number)}))


def _check_codes(wanted: WantedAccount, roles: frozenset[Role], holders: Holders) -> None:
    if wanted.codes and Role.PRESCRIBER not in roles:
        raise LineRefused(_("Seul un compte au rôle « prescripteur » lit des comptes rendus : ajouter ce rôle, ou enlever les codes."))
    for code in wanted.codes:
        try:
            check_code(code)
        except BadCode as error:
            raise BadPrescriberCode from error
        if len(holders.get(code, ())) > 1:
            raise AmbiguousCode(code)


def _distinct(codes: Sequence[str], holders: Holders) -> Iterator[str]:
    """Yield the codes, one for each prescriber."""
    seen: set[int] = set()
    for code in codes:
        held = holders.get(code, frozenset())
        if not held or not held <= seen:
            yield code
        seen |= held


def _covers(mandate: Mandate, asked: Period) -> bool:
    if asked.end is not None and asked.end <= asked.start:
        return mandate.valid_until == asked.end  # without a first day, once it is over: it was given when it was not
    return Period(mandate.valid_from, mandate.valid_until).covers(asked)


def _named(wanted: WantedAccount) -> Iterator[TranslationString]:
    """Yield what a new account can do besides reading reports: whoever confirms the file gives it away."""
    return (ROLES_ADDED[role] for role in sorted(wanted.roles - {Role.PRESCRIBER}))


def _said(account: Account, wanted: WantedAccount, roles: frozenset[Role]) -> Iterator[TranslationString]:
    """Yield what changes of an account, but its mandates."""
    if wanted.name and wanted.name != account.name:
        check_name(wanted.name)
        yield _("nom : ${former} → ${new}", mapping={"former": account.name, "new": wanted.name})
    if wanted.organisation and wanted.organisation != account.organisation:
        check_organisation(wanted.organisation)
        former = account.organisation or "–"
        yield _("structure : ${former} → ${new}", mapping={"former": former, "new": wanted.organisation})
    if wanted.email and wanted.email != account.email:
        check_email(wanted.email)
        yield _("adresse : ${former} → ${new}", mapping={"former": account.email, "new": wanted.email})
    for role in sorted(wanted.roles - roles):
        yield ROLES_ADDED[role]


def _opened(codes: Sequence[str], holders: Holders) -> Iterator[TranslationString]:
    for code in codes:
        if code in holders:
            yield _("accès à ${code}", mapping={"code": code})
        else:
            yield _("accès à ${code}, code inconnu qui entre à l’annuaire", mapping={"code": code})
