"""Which reports somebody may see: the only door to reports, for lists, searches, documents and counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ceres.reports.folding import fold


class Kind(StrEnum):
    """Ways to narrow a query; each one is served by an index that begins with the prescriber."""

    ISSUED = "issued"
    NUMBER = "number"
    REFERENCE = "reference"
    NIP = "nip"
    FAMILY_NAME = "family-name"
    GIVEN_NAME = "given-name"
    BIRTH_DATE = "birth-date"
    REPORT = "report"
    DELIVERED = "delivered"


class Narrowing(NamedTuple):
    """One condition: plain values, so that queries can be compared and nothing can be smuggled into the SQL."""

    kind: Kind
    values: tuple[str | datetime, ...]


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """The reports one account may see at one instant, possibly narrowed; never wider.

    It counts the mandates valid at ``now`` and leaves out what the laboratory withholds or has retracted.
    There is no query without an account, and no method that removes a condition.
    """

    account_id: int
    now: datetime
    narrowings: tuple[Narrowing, ...] = ()

    @classmethod
    def visible_to(cls, account_id: int, now: datetime) -> ReportQuery:
        """Return everything the account may see at ``now`` (aware)."""
        return cls(account_id, _aware(now))

    def issued_between(self, start: datetime, end: datetime) -> ReportQuery:
        """Keep the reports issued from ``start`` until just before ``end`` (aware instants)."""
        return self._narrowed(Kind.ISSUED, _aware(start), _aware(end))

    def delivered_since(self, start: datetime) -> ReportQuery:
        """Keep the reports that arrived, or changed, from ``start`` on (an aware instant)."""
        return self._narrowed(Kind.DELIVERED, _aware(start))

    def with_number(self, number: str) -> ReportQuery:
        """Keep the reports of the laboratory's request number, compared literally."""
        return self._narrowed(Kind.NUMBER, _literal(number))

    def with_reference(self, reference: str) -> ReportQuery:
        """Keep the reports carrying the prescriber's own reference, compared literally."""
        return self._narrowed(Kind.REFERENCE, _literal(reference))

    def with_nip(self, nip: str) -> ReportQuery:
        """Keep the reports of the patient having this NIP."""
        return self._narrowed(Kind.NIP, _literal(nip))

    def with_patient(self, family_name: str, given_name: str = "", birth_date: str = "") -> ReportQuery:
        """Keep the patients whose names begin so (accents, case and hyphens ignored); ``birth_date`` is ISO."""
        query = self._narrowed(Kind.FAMILY_NAME, fold(family_name))
        if given_name:
            query = query._narrowed(Kind.GIVEN_NAME, fold(given_name))
        return query._narrowed(Kind.BIRTH_DATE, _literal(birth_date)) if birth_date else query

    def with_report(self, public_id: str) -> ReportQuery:
        """Keep one report."""
        return self._narrowed(Kind.REPORT, _literal(public_id))

    def narrows(self, scope: ReportQuery) -> bool:
        """Tell whether this query keeps every condition of ``scope``."""
        kept = self.narrowings[: len(scope.narrowings)]
        return (self.account_id, self.now, kept) == (scope.account_id, scope.now, scope.narrowings)

    def _narrowed(self, kind: Kind, *values: str | datetime) -> ReportQuery:
        return replace(self, narrowings=(*self.narrowings, Narrowing(kind, values)))


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a query needs instants with a time zone")
    return instant


def _literal(value: str) -> str:
    # PostgreSQL refuses NUL, SQLite's LIKE stops reading at it.
    if not value.isprintable():
        raise ValueError("a searched value holds control characters")
    return value
