"""Which way a page of the list is read; what decides the text of its statement."""

from __future__ import annotations

from typing import NamedTuple

from ceres.reports.ordering import Order
from ceres.reports.query import Kind
from ceres.reports.scope import Shape

PAGE_SIZE = 25
COUNT_CEILING = 1000
GATHERED = 1000  # reports of one prescriber looked at, at most, when they must be found before they can be sorted
NEWS_CEILING = 99  # of the counts beside the quick filters
NEWS_WINDOW = 200  # reports of one prescriber looked at for the count of what is unread: each list pays for it

# Found by one index and sorted by another column, or looked at one by one.
GATHERED_KINDS = frozenset({Kind.PATIENT, Kind.PENDING, Kind.UNREAD})


class PagePlan(NamedTuple):
    """One page, read in one of two ways.

    A *walk* follows the index of the order and stops after the page. A *gathering* finds all reports by the index of the search,
    as long as they are few, then sorts them; where they are many a walk meets enough of them soon.
    """

    shape: Shape
    slots: int  # prescribers looked at; the statement tells how many there are
    size: int = PAGE_SIZE
    order: Order = Order.NEWEST
    backward: bool = False  # towards the first page
    keyed: bool = False  # the page follows a key, or stands before it
    counted: bool = False
    news: bool = False  # counts what is unread and what is in progress, whatever the page shows
    gathered: bool = False
    window: int = GATHERED  # rows gathered at most

    @property
    def limit(self) -> int:
        """Rows read: one more than a page, to know whether there are others."""
        return self.size + 1

    @property
    def unread_only(self) -> bool:
        """Whether the reports already opened are left out."""
        return any(condition.kind is Kind.UNREAD for condition in self.shape)

    @property
    def found(self) -> Shape:
        """The conditions that an index serves."""
        return tuple(condition for condition in self.shape if condition.kind is not Kind.UNREAD)


def gathers(shape: Shape, order: Order) -> bool:
    """Return whether the page must be gathered first."""
    kinds = {condition.kind for condition in shape}
    return bool(kinds & GATHERED_KINDS) or (order.by_name and bool(kinds))
