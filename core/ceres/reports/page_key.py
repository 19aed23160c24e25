"""Where a page of results begins: an instant and a public id, never a row number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
PATTERN = re.compile(r"(-?[0-9]{1,18})\.([A-Za-z0-9_-]{1,32})\.([0-9]{1,9})")


class BadKey(ValueError):
    """The text is not a key this portal made."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """The last report of a page; the next page begins after it."""

    issued_at: datetime
    report_id: str
    rank: int  # of that report in the whole list, from 1

    def __str__(self) -> str:
        """Return the key for an address."""
        return f"{(self.issued_at - EPOCH) // MICROSECOND}.{self.report_id}.{self.rank}"

    @classmethod
    def parse(cls, text: str) -> PageKey:
        """Read a key back.

        Raises:
            BadKey: it was altered or invented.
        """
        match = PATTERN.fullmatch(text)
        if match is None:
            raise BadKey(text)
        try:
            return cls(EPOCH + int(match[1]) * MICROSECOND, match[2], int(match[3]))
        except OverflowError as error:
            raise BadKey(text) from error
