"""Messages that wait for SQLite's one writer share its transaction: each for itself all the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceres.accounts.models import Prescriber
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.db.committed import promise
from ceres.reports.publishing.sharing import SharedTransactions
from ceres.storage import StorageError
from factories.mllp import until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Work = Callable[[Session], str]


def writing(name: str, failure: Exception | None = None) -> Work:
    """Return work that writes a row, and may fail afterwards."""

    def work(db: Session) -> str:
        db.add(Prescriber(name_key=name, created_at=utcnow()))
        db.flush()
        promise(db, [name])
        if failure:
            raise failure
        return name

    return work


def proved(failure: Exception | None = None) -> Future[None]:
    """Return what says that bytes are durable, or that they cannot be."""
    future: Future[None] = Future()
    if failure:
        future.set_exception(failure)
    else:
        future.set_result(None)
    return future


def names(site: Site) -> list[str]:
    with site.database.read() as db:
        return sorted(db.scalars(select(Prescriber.name_key)))


@contextmanager
def counted_commits(site: Site) -> Iterator[list[object]]:
    """Yield a list that grows with each commit."""
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(site.database.engine, "commit", note)
    try:
        yield commits
    finally:
        event.remove(site.database.engine, "commit", note)


def run_together(site: Site, *pieces: tuple[Work, Future[None]]) -> list[Future[Any]]:
    """Let a first transaction wait for its bytes until all pieces wait for their turn; return how each ended."""
    transactions, bytes_of_first = SharedTransactions(site.database), Future[None]()
    begun = threading.Event()
    with ThreadPoolExecutor(1 + len(pieces)) as threads:
        first = threads.submit(transactions.run, lambda db: begun.set() or "first", bytes_of_first)
        assert begun.wait(20)
        ends = [threads.submit(transactions.run, *piece) for piece in pieces]
        until(lambda: len(transactions._waiting) == len(pieces), 20)
        assert not wait(ends, 0).done
        bytes_of_first.set_result(None)
        assert first.result(20) == "first"
        wait(ends, 20)
    return ends


def test_those_who_wait_share_a_commit_and_one_that_fails_leaves_nothing(site: Site) -> None:
    with counted_commits(site) as commits:
        one, bad, other = run_together(
            site, (writing("one"), proved()), (writing("bad", ValueError("its own fault")), proved()), (writing("other"), proved())
        )
    assert (one.result(), other.result(), names(site)) == ("one", "other", ["one", "other"])
    assert isinstance(bad.exception(), ValueError)
    assert len(commits) == 1  # that of all who waited: the first one wrote nothing


def test_what_was_promised_is_said_once_all_is_committed_and_not_by_what_failed(site: Site) -> None:
    heard: list[tuple[str, list[str]]] = []
    site.database.committed.tell(lambda said: heard.extend((each, names(site)) for each in said))
    try:
        run_together(site, (writing("one"), proved()), (writing("bad", ValueError()), proved()), (writing("other"), proved()))
    finally:
        site.hand_over()
    assert sorted(heard) == [("one", ["one", "other"]), ("other", ["one", "other"])]


def test_bytes_that_cannot_be_stored_take_nobody_along(site: Site) -> None:
    one, lost, other = run_together(
        site, (writing("one"), proved()), (writing("lost"), proved(StorageError("no space left"))), (writing("other"), proved())
    )
    assert (one.result(), other.result(), names(site)) == ("one", "other", ["one", "other"])
    assert isinstance(lost.exception(), StorageError)


def test_rows_that_the_database_refuses_take_nobody_along(site: Site) -> None:
    def refused(db: Session) -> str:
        number = db.scalars(select(Prescriber.id)).first() or 1
        db.add_all([Prescriber(id=number + 1000, created_at=utcnow()) for _ in range(2)])
        db.flush()
        return "refused"

    one, bad, other = run_together(site, (writing("one"), proved()), (refused, proved()), (writing("other"), proved()))
    assert (one.result(), other.result(), names(site)) == ("one", "other", ["one", "other"])
    assert bad.exception() is not None
