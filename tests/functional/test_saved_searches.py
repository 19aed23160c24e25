"""Searches belong to the session that made them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from ceres.reports.searches import SavedSearches, SearchNotFound
from ceres.sessions.models import LoginSession
from factories.people import add_account

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def add_session(db: Session, login: str) -> LoginSession:
    session = LoginSession(
        public_id=login, token_hash=login, account_id=add_account(db, login).id, created_at=NOW, last_seen_at=NOW, authenticated_at=NOW
    )
    db.add(session)
    db.flush()
    return session


def test_a_search_is_found_again_by_its_session_only(db: Session) -> None:
    mine, theirs = add_session(db, "mine"), add_session(db, "theirs")
    searches = SavedSearches(db, NOW)
    criteria = {"family_name": "D’ALMÉIDA", "birth_date": ""}
    search_id = searches.save(mine.id, "patient", criteria)
    found = searches.load(search_id, mine.id)
    assert (found.id, found.tab, found.criteria) == (search_id, "patient", criteria)
    with pytest.raises(SearchNotFound):
        searches.load(search_id, theirs.id)


def test_ids_are_opaque_and_never_the_same(db: Session) -> None:
    session = add_session(db, "mine")
    searches = SavedSearches(db, NOW)
    ids = {searches.save(session.id, "date", {"from": "2026-03-01"}) for _ in range(20)}
    assert len(ids) == 20
    assert all(len(each) >= 22 and each.isascii() for each in ids)


@pytest.mark.parametrize("search_id", ["", "nothing", "a\x00b", "é" * 10, "x" * 33, "%", "1"])
def test_an_invented_id_finds_nothing(db: Session, search_id: str) -> None:
    session = add_session(db, "mine")
    SavedSearches(db, NOW).save(session.id, "date", {})
    with pytest.raises(SearchNotFound):
        SavedSearches(db, NOW).load(search_id, session.id)


def test_the_searches_of_a_deleted_session_go_with_it(db: Session) -> None:
    session = add_session(db, "mine")
    search_id = SavedSearches(db, NOW).save(session.id, "date", {})
    db.delete(session)
    db.flush()
    with pytest.raises(SearchNotFound):
        SavedSearches(db, NOW).load(search_id, session.id)
