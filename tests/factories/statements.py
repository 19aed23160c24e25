"""What the portal asks of the database, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from ceres.app import Site

FRAME = ("BEGIN", "SAVEPOINT", "RELEASE")  # of a transaction: they ask nothing


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """Gather the statements sent to the database for the time of the block."""
    sent: list[str] = []

    def note(*call: object) -> None:
        if not str(call[2]).startswith(FRAME):
            sent.append(str(call[2]))

    event.listen(site.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(site.database.engine, "before_cursor_execute", note)
