"""The journal as the administration reads it: what people type becomes a filter, numbers become words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from ceres.audit.journal import Journal, JournalFilter
from ceres.audit.lines import JournalLine
from ceres.audit.log import hash_of
from ceres.audit.models import AuditSeal, Outcome
from ceres.audit.sealing import covering
from ceres.reports.traced import TracedReports

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE_SIZE = 50
NOTHING = ("-",)  # an object that no event names


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page, newest event first."""

    lines: tuple[JournalLine, ...]
    labels: Mapping[str, str]  # « 214000873 – BIOCHIMIE » by the public id of a report
    older_key: int | None  # the page of older events is that before this number
    newer_key: int | None = None  # the page of newer events is that after this number


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event, and what proves it."""

    line: JournalLine
    label: str  # of the report it is about
    seal: AuditSeal | None  # None: not sealed yet
    fits: bool  # whether its content is the one that was hashed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed above the journal."""

    since: datetime | None = None
    until: datetime | None = None
    login: str = ""
    action: str = ""
    outcome: Outcome | None = None
    number: str = ""  # of a request or of a patient
    ip: str = ""


class JournalDesk:
    """Reads the journal for somebody who may."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._journal = Journal(db)
        self._reports = TracedReports(db)

    def page(self, wanted: Wanted, before: int | None = None, after: int | None = None) -> JournalPage:
        """Return the page of events older than ``before`` or newer than ``after``; the newest without either."""
        if after is not None:
            found = list(islice(self._journal.oldest_first(self._filter(wanted), after=after), PAGE_SIZE + 1))
            lines = tuple(found[PAGE_SIZE - 1 :: -1])
            return self._page(lines, older=True, newer=len(found) > PAGE_SIZE)
        found = list(islice(self._journal.newest_first(self._filter(wanted), before), PAGE_SIZE + 1))
        return self._page(tuple(found[:PAGE_SIZE]), older=len(found) > PAGE_SIZE, newer=before is not None)

    def one(self, number: int) -> EventPage | None:
        """Return one event with what proves it."""
        line = self._journal.one(number)
        if line is None:
            return None
        labels = self._reports.labels([line.object_id] if line.object_type == "report" else ())
        return EventPage(line, labels.get(line.object_id, ""), covering(self._db, number), line.content_hash == hash_of(asdict(line)))

    def every(self, wanted: Wanted) -> Iterator[JournalLine]:
        """Yield all events that fit, from the oldest to the newest."""
        return self._journal.oldest_first(self._filter(wanted))

    def _page(self, lines: tuple[JournalLine, ...], *, older: bool, newer: bool) -> JournalPage:
        labels = self._reports.labels(line.object_id for line in lines if line.object_type == "report")
        return JournalPage(lines, labels, lines[-1].id if lines and older else None, lines[0].id if lines and newer else None)

    def _filter(self, wanted: Wanted) -> JournalFilter:
        return JournalFilter(
            since=wanted.since,
            until=wanted.until,
            login=wanted.login,
            action=wanted.action,
            outcome=wanted.outcome,
            ip=wanted.ip,
            object_ids=self._reports.having(wanted.number) or NOTHING if wanted.number else (),
        )
