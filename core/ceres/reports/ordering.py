"""Orders of a list: how each one sorts, and what comes after the key of a page, forwards and backwards."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, tuple_


class Order(StrEnum):
    """How a list is sorted; the values stand in addresses."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"  # the newest of each patient first
    NAME_BACKWARDS = "name-backwards"

    @property
    def by_name(self) -> bool:
        """Whether patients' names decide."""
        return self in (Order.NAME, Order.NAME_BACKWARDS)


def sort_keys(order: Order, columns: Any, *, backward: bool = False) -> list[ColumnElement[Any]]:
    """Return the ORDER BY of the list, or of the list read from its end.

    ``columns`` has ``issued_at`` and ``report_id``, and ``patient_key`` where names decide. Reports of one instant stand by
    their ids, so that a report delivered to two prescribers has one place.
    """
    name_falls, date_falls = _falls(order, backward=backward)
    keys = [_directed(columns.issued_at, date_falls), _directed(columns.report_id, date_falls)]
    return [_directed(columns.patient_key, name_falls), *keys] if order.by_name else keys


def beyond(order: Order, columns: Any, key: Any, *, backward: bool) -> ColumnElement[bool]:
    """Return the condition for what follows ``key`` in the list, or stands before it; ``key`` has values of the same names."""
    name_falls, date_falls = _falls(order, backward=backward)
    place, bound = tuple_(columns.issued_at, columns.report_id), tuple_(key.issued_at, key.report_id)
    later = place < bound if date_falls else place > bound
    if not order.by_name:
        return later
    name, limit = columns.patient_key, key.patient_key
    # The first condition says to the index where to begin, the second one leaves out the rest of one patient.
    return and_(name <= limit, or_(name < limit, later)) if name_falls else and_(name >= limit, or_(name > limit, later))


def _falls(order: Order, *, backward: bool) -> tuple[bool, bool]:
    """Return whether names and dates go down."""
    name_falls, date_falls = order is Order.NAME_BACKWARDS, order is not Order.OLDEST
    return name_falls is not backward, date_falls is not backward


def _directed(column: ColumnElement[Any], falls: bool) -> ColumnElement[Any]:
    return column.desc() if falls else column.asc()
