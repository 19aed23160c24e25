"""Parts of one reading: a reader that shows a PDF asks for the rest of it after the beginning, and that is one reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ceres.audit.journal import Journal, JournalFilter
from ceres.audit.models import Outcome
from ceres.reports.traces import READ, REPORT, Detail

if TYPE_CHECKING:
    from datetime import datetime

    from ceres.security.identity import Identity

A_READING = timedelta(seconds=60)


class Openings:
    """Looks for the traced opening that a later part of a document belongs to."""

    def __init__(self, journal: Journal, identity: Identity, now: datetime) -> None:
        self._journal = journal
        self._identity = identity
        self._now = now

    def traced(self, public_id: str, detail: Detail) -> bool:
        """Tell whether this session has opened this very document within the minute, and left its event."""
        recent = JournalFilter(
            since=self._now - A_READING,
            action=READ,
            account_id=self._identity.account_id,
            outcome=Outcome.SUCCESS,
            object_type=REPORT,
            object_id=public_id,
        )
        mine = self._identity.session_public_id
        return any(line.session_id == mine and dict(line.detail) == dict(detail) for line in self._journal.newest_first(recent))
