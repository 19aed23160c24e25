"""The sections that reports were published under although no table translates them: the laboratory's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ceres.api import Database
from ceres_intake.models import IntakeSection
from ceres_intake.profile import SourceProfile
from ceres_intake.sections import UNKNOWN_SECTION
from ceres_intake.sources.choosing import Profiles


@dataclass(frozen=True, slots=True)
class UnmappedSection:
    """One word of one source."""

    source: str
    code: str
    reports: int  # published or amended under it
    last_seen_at: datetime
    translated_since: bool  # the tables of today know it: the next report will be published under another word


def unmapped_sections(database: Database, profiles: Profiles) -> Iterator[UnmappedSection]:
    """Yield the words that no table of their source explains, source by source, the most frequent first."""
    order = IntakeSection.source, IntakeSection.reports.desc(), IntakeSection.section
    with database.read() as db:
        for row in db.scalars(select(IntakeSection).order_by(*order)):
            readers = profiles.may_read(row.source)
            if row.section not in _words(readers):
                yield UnmappedSection(row.source, row.section, row.reports, row.last_seen_at, row.section.upper() in _codes(readers))


def _words(readers: Iterable[SourceProfile]) -> set[str]:
    return {UNKNOWN_SECTION}.union(*([*reader.sections.values(), *reader.test_sections.values()] for reader in readers))


def _codes(readers: Iterable[SourceProfile]) -> set[str]:
    return set().union(*([*reader.sections, *reader.test_sections] for reader in readers))
