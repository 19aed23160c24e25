"""Sections as the page shows them: those without a name, published or waiting, and the names given here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ceres_intake.configuration import intake_settings
from ceres_intake.models import IntakeSectionName
from ceres_intake.names import code_of
from ceres_intake.naming import AwaitedSection, SectionDesk
from ceres_intake.sources.choosing import is_sender
from ceres_intake.unmapped import KnownSections

if TYPE_CHECKING:
    from ceres.api import Request

WITHOUT_NAME_MOST = 100  # lines


@dataclass(frozen=True, slots=True)
class NamelessSection:
    """A word that no table knows."""

    source: str
    code: str
    reports: int  # published under it
    waiting: int  # messages
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class GivenName:
    """A name given here, and the words of messages that could be replayed now."""

    row: IntakeSectionName
    waiting: tuple[AwaitedSection, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """All that the page says of sections."""

    nameless: Sequence[NamelessSection]
    given: Sequence[GivenName]
    words: Sequence[str]  # names in use, to choose from


def section_desk(request: Request) -> SectionDesk:
    """Return the desk for the signed-in account."""
    login = request.identity.login if request.identity else ""
    return SectionDesk(request.db, request.trail.record, request.now, login)


def sections_of(request: Request) -> Sections:
    """Return what is known of sections."""
    known = KnownSections(request.database, intake_settings(request.settings).profiles)
    desk = section_desk(request)
    awaited, given = desk.awaited(), desk.named()
    nameless = _nameless(known, awaited, given)
    words = sorted({word for source in {line.source for line in nameless} for word in known.words(source)})
    lines = [GivenName(row, tuple(each for each in awaited if _names(row, each))) for row in given]
    return Sections(nameless[:WITHOUT_NAME_MOST], lines, words)


def _nameless(known: KnownSections, awaited: Sequence[AwaitedSection], given: Sequence[IntakeSectionName]) -> list[NamelessSection]:
    found = {
        (line.source, line.code): NamelessSection(line.source, line.code, line.reports, 0, line.last_seen_at)
        for line in known.unmapped()
        if not line.translated_since
    }
    for each in awaited:
        if any(_names(row, each) for row in given):
            continue
        published = next((line for line in found.values() if (line.source, code_of(line.code)) == (each.source, each.code)), None)
        code, reports = (published.code, published.reports) if published else (each.code, 0)
        last = max(each.last_received_at, published.last_seen_at) if published else each.last_received_at
        found[each.source, code] = NamelessSection(each.source, code, reports, each.messages, last)
    return sorted(found.values(), key=lambda line: (-line.waiting, line.source, -line.reports, line.code))


def _names(row: IntakeSectionName, awaited: AwaitedSection) -> bool:
    return row.code == awaited.code and is_sender(row.source, awaited.source)
