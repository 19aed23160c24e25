"""The directory as the administration reads it: whom the laboratories write to, and what nobody can read. No patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, literal, null, or_, select, tuple_

from ceres.accounts.models import Account, AccountRole, IdentifierKind, Mandate, Prescriber, PrescriberIdentifier
from ceres.i18n.folding import fold
from ceres.i18n.names import PersonName
from ceres.reports.scope import ESCAPE, escaped
from ceres.reports.tally import latest, received
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE_SIZE = 50
KEY = re.compile(r"(?:([0-9]{1,18})-)?([0-9]{1,18})")  # [reports-]prescriber


class UnknownPrescriber(LookupError):
    """Nobody of the directory has this identifier."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier, and the laboratory it comes from; empty when it holds for all."""

    kind: IdentifierKind
    source: str
    value: str


@dataclass(frozen=True, slots=True)
class PrescriberLine:
    """One prescriber; counts are those of the reports that somebody could be shown."""

    id: int
    name: PersonName  # empty when no laboratory gave it
    identifiers: tuple[Identifier, ...]
    accounts: int  # active ones that read what this prescriber receives, now
    reports: int
    latest_at: datetime | None

    @property
    def waiting(self) -> int:
        """How many reports nobody can read."""
        return 0 if self.accounts else self.reports

    @property
    def code(self) -> str:
        """The identifier that tells this person best from others."""
        best = sorted(self.identifiers, key=lambda each: (each.kind is not IdentifierKind.RPPS, each.source != "", each.value))
        return best[0].value if best else ""


@dataclass(frozen=True, slots=True)
class PrescriberFilter:
    """Which prescribers; what is empty does not narrow."""

    text: str = ""  # words of the name, or the beginning of an identifier
    without_account: bool = False  # those alone, the one with most reports first
    after: str = ""  # key of the last line of the page before


@dataclass(frozen=True, slots=True)
class PrescriberPage:
    """One page of the directory."""

    lines: tuple[PrescriberLine, ...]
    next_key: str  # for ?after=, empty on the last page


@dataclass(frozen=True, slots=True)
class DirectorySize:
    """What the whole directory holds."""

    prescribers: int
    unread_prescribers: int  # have reports, and no account
    unread_reports: int


class PrescriberList:
    """Reads the directory, a page at a time."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def page(self, wanted: PrescriberFilter) -> PrescriberPage:
        """Return the page of the prescribers that fit: by name, or by what waits."""
        found = self._db.execute(self._statement(wanted).limit(PAGE_SIZE + 1)).all()
        shown = found[:PAGE_SIZE]
        return PrescriberPage(tuple(self._lines([row.id for row in shown])), _key(shown[-1]) if len(found) > PAGE_SIZE else "")

    def every(self, wanted: PrescriberFilter) -> Iterator[PrescriberLine]:
        """Yield all that fit."""
        page = self.page(wanted)
        yield from page.lines
        while page.next_key:
            page = self.page(PrescriberFilter(wanted.text, wanted.without_account, page.next_key))
            yield from page.lines

    def size(self) -> DirectorySize:
        """Return the counts of the whole directory."""
        counts = received(self._db).c
        unread = select(func.count(), func.sum(counts.reports)).where(counts.reports > 0, ~self._read(counts.prescriber_id))
        prescribers, reports = self._db.execute(unread).one()
        return DirectorySize(self._db.scalar(select(func.count()).select_from(Prescriber)) or 0, prescribers, int(reports or 0))

    def one(self, prescriber_id: int) -> PrescriberLine:
        """Return one prescriber; raises UnknownPrescriber."""
        found = list(self._lines([prescriber_id]))
        if not found:
            raise UnknownPrescriber(prescriber_id)
        return found[0]

    def known_by(self, code: str) -> Sequence[PrescriberLine]:
        """Return those who have ``code`` among their identifiers; raises UnknownPrescriber when nobody has."""
        known = select(PrescriberIdentifier.prescriber_id).where(PrescriberIdentifier.value == code).distinct()
        found = list(self._lines(self._db.scalars(known.order_by(PrescriberIdentifier.prescriber_id)).all()))
        if not found:
            raise UnknownPrescriber(code)
        return found

    def _statement(self, wanted: PrescriberFilter) -> Select[*tuple[Any, ...]]:
        key = KEY.fullmatch(wanted.after)
        statement = self._by_waiting(key) if wanted.without_account else _by_name(key)
        return statement.where(_mentions(wanted.text)) if wanted.text else statement

    def _by_waiting(self, key: re.Match[str] | None) -> Select[*tuple[Any, ...]]:
        counts = received(self._db)
        waiting = func.coalesce(counts.c.reports, 0)
        statement = select(Prescriber.id, waiting.label("waiting"))
        statement = statement.outerjoin(counts, counts.c.prescriber_id == Prescriber.id).where(~self._read(Prescriber.id))
        if key:
            reports, prescriber_id = int(key[1] or 0), int(key[2])
            statement = statement.where(or_(waiting < reports, and_(waiting == reports, Prescriber.id > prescriber_id)))
        return statement.order_by(waiting.desc(), Prescriber.id)

    def _lines(self, ids: Sequence[int]) -> Iterator[PrescriberLine]:
        counts = received(self._db, ids)
        columns = Prescriber.id, Prescriber.family_name, Prescriber.given_name, latest(Prescriber.id).label("latest_at")
        statement = select(*columns, func.coalesce(counts.c.reports, 0).label("reports"))
        statement = statement.outerjoin(counts, counts.c.prescriber_id == Prescriber.id).where(Prescriber.id.in_(ids))
        rows = {row.id: row for row in self._db.execute(statement)}
        identifiers, accounts = self._identifiers(ids), self._accounts(ids)
        for row in (rows[each] for each in ids if each in rows):
            name = PersonName(row.family_name, row.given_name)
            yield PrescriberLine(row.id, name, identifiers.get(row.id, ()), accounts.get(row.id, 0), int(row.reports), row.latest_at)

    def _identifiers(self, ids: Sequence[int]) -> Mapping[int, tuple[Identifier, ...]]:
        columns = PrescriberIdentifier.prescriber_id, PrescriberIdentifier.kind, PrescriberIdentifier.source, PrescriberIdentifier.value
        found: dict[int, tuple[Identifier, ...]] = {}
        rows = self._db.execute(select(*columns).where(PrescriberIdentifier.prescriber_id.in_(ids)).order_by(*columns))
        for row in rows:
            found[row.prescriber_id] = (*found.get(row.prescriber_id, ()), Identifier(row.kind, row.source, row.value))
        return found

    def _accounts(self, ids: Sequence[int]) -> Mapping[int, int]:
        readers = func.count(Mandate.account_id.distinct())
        statement = select(Mandate.prescriber_id, readers).join(Account, Account.id == Mandate.account_id)
        statement = statement.where(Mandate.prescriber_id.in_(ids), *self._counts()).group_by(Mandate.prescriber_id)
        return {row[0]: row[1] for row in self._db.execute(statement)}

    def _read(self, prescriber_id: ColumnElement[int] | Any) -> ColumnElement[bool]:
        """Return the condition that somebody reads what the prescriber receives."""
        return exists().where(Mandate.prescriber_id == prescriber_id, Account.id == Mandate.account_id, *self._counts())

    def _counts(self) -> Sequence[ColumnElement[bool]]:
        return (
            Account.disabled_at.is_(None),
            Mandate.valid_from <= self._now,
            or_(Mandate.valid_until.is_(None), Mandate.valid_until > self._now),
            exists().where(AccountRole.account_id == Mandate.account_id, AccountRole.role == Role.PRESCRIBER),
        )


def _key(row: Row[*tuple[Any, ...]]) -> str:
    return f"{row.id}" if row.waiting is None else f"{row.waiting}-{row.id}"


def _by_name(key: re.Match[str] | None) -> Select[*tuple[Any, ...]]:
    statement = select(Prescriber.id, null().label("waiting"))
    if key:
        last = select(Prescriber.name_key).where(Prescriber.id == int(key[2])).scalar_subquery()
        statement = statement.where(tuple_(Prescriber.name_key, Prescriber.id) > tuple_(last, int(key[2])))
    return statement.order_by(Prescriber.name_key, Prescriber.id)


def _mentions(typed: str) -> ColumnElement[bool]:
    """Return the condition that every word begins one of the name's, or that an identifier begins so."""
    begins = func.lower(PrescriberIdentifier.value).like(f"{escaped(typed.lower())}%", escape=ESCAPE)
    named = select(PrescriberIdentifier.prescriber_id).where(begins)
    key = literal(" ") + Prescriber.name_key
    words = [key.like(f"% {word}%") for word in fold(typed).split()]
    return or_(Prescriber.id.in_(named), and_(*words)) if words else Prescriber.id.in_(named)
