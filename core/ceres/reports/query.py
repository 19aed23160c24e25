"""Which reports somebody may see: the only door to reports, for lists, searches, documents and counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ceres.reports.folding import searched_words


class Kind(StrEnum):
    """Ways to narrow a query; each one is served by an index that begins with the prescriber.

    UNREAD is the exception: it looks through a bounded number of rows of whatever else narrows the query.
    """

    ISSUED = "issued"
    NUMBER = "number"
    REFERENCE = "reference"
    NIP = "nip"
    PATIENT = "patient"
    BIRTH_DATE = "birth-date"
    PENDING = "pending"
    UNREAD = "unread"
    REPORT = "report"
    REPORTS = "reports"
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
        """Keep the patients whose names have words that begin so; accents, case, hyphens and order do not matter.

        ``birth_date`` is ISO; a patient of whom the laboratory knows the year only is kept for each day of it.
        """
        ways = searched_words(family_name, given_name)
        if not ways:
            raise ValueError("a patient is searched by letters")
        query = self._narrowed(Kind.PATIENT, *(" ".join(way) for way in ways))
        days = (birth_date, birth_date[:7], birth_date[:4])
        return query._narrowed(Kind.BIRTH_DATE, *map(_literal, days)) if birth_date else query

    def pending(self) -> ReportQuery:
        """Keep what is in progress: no document yet, and one will come."""
        return self._narrowed(Kind.PENDING)

    def unread(self) -> ReportQuery:
        """Keep what the account has not opened in its current version."""
        return self._narrowed(Kind.UNREAD)

    def with_report(self, public_id: str) -> ReportQuery:
        """Keep one report."""
        return self._narrowed(Kind.REPORT, _literal(public_id))

    def with_reports(self, public_ids: Iterable[str]) -> ReportQuery:
        """Keep some reports."""
        return self._narrowed(Kind.REPORTS, *(_literal(public_id) for public_id in public_ids))

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
