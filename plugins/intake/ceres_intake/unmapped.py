"""The sections that reports were published under although no table translates them: the laboratory's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ceres.api import Database
from ceres_intake.models import IntakeSection
from ceres_intake.names import SectionNameTable, code_of
from ceres_intake.sections import UNKNOWN_SECTION
from ceres_intake.sources.choosing import Profiles


@dataclass(frozen=True, slots=True)
class UnmappedSection:
    """One word of one source."""

    source: str
    code: str
    reports: int  # published or amended under it
    last_seen_at: datetime
    translated_since: bool  # a table of today knows it: the next report will be published under another word


class KnownSections:
    """What the tables of the site's file and the administration say together."""

    def __init__(self, database: Database, profiles: Profiles) -> None:
        self._database = database
        self._profiles = profiles
        self._names = SectionNameTable(database)

    def unmapped(self) -> Iterator[UnmappedSection]:
        """Yield the words that no table of their source explains, source by source, the most frequent first."""
        order = IntakeSection.source, IntakeSection.reports.desc(), IntakeSection.section
        with self._database.read() as db:
            rows = db.scalars(select(IntakeSection).order_by(*order)).all()
        known = {source: self._known(source) for source in {row.source for row in rows}}
        for row in rows:
            codes, words = known[row.source]
            if row.section not in words:
                yield UnmappedSection(row.source, row.section, row.reports, row.last_seen_at, code_of(row.section) in codes)

    def words(self, source: str) -> list[str]:
        """Return the names that reports of ``source`` may bear, sorted."""
        return sorted(self._known(source)[1])

    def _known(self, source: str) -> tuple[set[str], set[str]]:
        tables = [table for reader in self._profiles.may_read(source) for table in (reader.sections, reader.test_sections)]
        tables.append(self._names.of(source))
        return set().union(*tables), {UNKNOWN_SECTION}.union(*(table.values() for table in tables))
