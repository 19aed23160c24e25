"""Rows appear only once their bytes are durable, and not at all when the bytes cannot be."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from ceres.app import Site
from ceres.reports.incoming import IntakeResult
from ceres.reports.models import Receipt, Report
from ceres.reports.publishing import Publishing
from ceres.storage import StorageError, StoredDocument
from ceres.storage.files import FileStore
from factories.incoming import make_message, make_report
from factories.publishing import Counter


class SlowStore(FileStore):
    """Makes nothing durable before it is let; it may also refuse."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.settings.storage.path)
        self.asked, self.let = threading.Event(), threading.Event()
        self.refuses = False

    def put_all(self, contents: Sequence[bytes]) -> list[StoredDocument]:
        self.asked.set()
        assert self.let.wait(20)
        if self.refuses:
            raise StorageError("no space left")
        return super().put_all(contents)


def test_nothing_is_committed_before_the_bytes_are_durable(site: Site) -> None:
    store, counter = SlowStore(site), Counter(site)
    results: list[IntakeResult] = []
    publishing = Publishing(site.database, store, site.plugins)
    publisher = threading.Thread(target=lambda: results.append(publishing.publish(make_message(), [make_report()])))
    publisher.start()
    assert store.asked.wait(20)
    publisher.join(0.5)
    assert (publisher.is_alive(), counter.count(Report), counter.count(Receipt)) == (True, 0, 0)
    store.let.set()
    publisher.join(20)
    assert [each.outcome for each in results] == ["published"]
    assert counter.shown() is not None


def test_what_cannot_be_made_durable_leaves_no_row(site: Site) -> None:
    store, counter = SlowStore(site), Counter(site)
    store.refuses = True
    store.let.set()
    publishing, message = Publishing(site.database, store, site.plugins), make_message()
    for attempt in (
        lambda: publishing.publish(message, [make_report()]),
        lambda: publishing.publish(message, [make_report(order_number="")]),
        lambda: publishing.quarantine(message, "reason", "Une raison."),
    ):
        with pytest.raises(StorageError):
            attempt()
    assert (counter.count(Report), counter.count(Receipt)) == (0, 0)
    store.refuses = False
    assert publishing.publish(message, [make_report()]).outcome == "published"
