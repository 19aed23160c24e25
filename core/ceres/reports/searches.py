"""Searches remembered beside the session, so that no address carries what was searched."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ceres.config.settings import SessionSettings
from ceres.reports.models import SavedSearch

ID_BYTES = 16  # 22 characters: nobody finds one by trying
ID_LENGTH = 32  # characters at most, as stored


class SearchNotFound(LookupError):
    """No such search, or it belongs to another session."""


@dataclass(frozen=True, slots=True)
class RememberedSearch:
    """One search of the session."""

    id: str
    tab: str
    criteria: Mapping[str, str]


class SavedSearches:
    """Remembers and finds the searches of a session."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def save(self, session_id: int, tab: str, criteria: Mapping[str, str]) -> str:
        """Remember a search and return its opaque id."""
        search = SavedSearch(
            id=secrets.token_urlsafe(ID_BYTES), session_id=session_id, tab=tab, criteria=dict(criteria), created_at=self._now
        )
        self._db.add(search)
        self._db.flush()
        return search.id

    def load(self, search_id: str, session_id: int) -> RememberedSearch:
        """Return a search of this session; raises SearchNotFound."""
        if not (search_id.isascii() and search_id.isprintable() and len(search_id) <= ID_LENGTH):
            raise SearchNotFound
        columns = select(SavedSearch.id, SavedSearch.tab, SavedSearch.criteria)
        found = self._db.execute(columns.where(SavedSearch.id == search_id, SavedSearch.session_id == session_id)).one_or_none()
        if found is None:
            raise SearchNotFound
        return RememberedSearch(found.id, found.tab, found.criteria)


def purge_searches(db: Session, limits: SessionSettings, now: datetime) -> int:
    """Delete the searches that are older than any session may be; return how many."""
    old = now - timedelta(seconds=limits.absolute)
    return len(db.scalars(delete(SavedSearch).where(SavedSearch.created_at < old).returning(SavedSearch.id)).all())
