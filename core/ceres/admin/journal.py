"""The journal as the administration reads it: what people type becomes a filter, numbers become words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from ceres.audit.journal import Journal, JournalFilter, JournalLine
from ceres.audit.models import Outcome
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
    next_key: int | None  # for ?before=


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
        self._journal = Journal(db)
        self._reports = TracedReports(db)

    def page(self, wanted: Wanted, before: int | None = None) -> JournalPage:
        """Return the page that follows the event numbered ``before``."""
        found = list(islice(self._journal.newest_first(self._filter(wanted), before), PAGE_SIZE + 1))
        lines = tuple(found[:PAGE_SIZE])
        return JournalPage(
            lines,
            self._reports.labels(line.object_id for line in lines if line.object_type == "report"),
            lines[-1].id if len(found) > PAGE_SIZE else None,
        )

    def every(self, wanted: Wanted) -> Iterator[JournalLine]:
        """Yield all events that fit, from the oldest to the newest."""
        return self._journal.oldest_first(self._filter(wanted))

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
