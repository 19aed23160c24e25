"""The clock of the portal: services take it as an argument, so that tests can turn it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utcnow() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)
