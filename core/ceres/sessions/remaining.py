"""How long a session has still to live if nothing more is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ceres.sessions.identity import is_noted, limits_of, session_of

if TYPE_CHECKING:
    from datetime import datetime

    from ceres.config.settings import SessionSettings
    from ceres.security.identity import Identity
    from ceres.web.request import Request

WARNING = 120  # seconds before the end, at which people are warned


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What the page tells its script."""

    seconds: int  # until the session ends by itself; 0: it is over
    warning: int  # seconds before the end at which to warn
    final: bool  # whether using the portal makes it no longer: the total duration is near


def time_left(request: Request) -> TimeLeft:
    """Return the time left to whoever is signed in, this request counted as use."""
    identity = request.identity
    if identity is None:
        return _over(limits_of(request))
    now = request.now
    seen = now if is_noted(request, identity) else identity.last_seen_at
    return _until(identity, seen, limits_of(request), now)


def time_left_unused(request: Request) -> TimeLeft:
    """Return the time left to the session of the request's cookie, without using it."""
    found = session_of(request)
    if found is None or found.ended is not None:
        return _over(limits_of(request))
    return _until(found.identity, found.identity.last_seen_at, limits_of(request), request.now)


def warning_of(limits: SessionSettings) -> int:
    """Return how long before the end people are warned; a site with a short limit has less time for it."""
    return min(WARNING, limits.idle // 2)


def _until(identity: Identity, seen: datetime, limits: SessionSettings, now: datetime) -> TimeLeft:
    idle = seen + timedelta(seconds=limits.idle) - now
    total = identity.opened_at + timedelta(seconds=limits.absolute) - now
    # Rounded up: a page that looks again too early would find the session open, and use it.
    seconds = max(0, int(min(idle, total).total_seconds()) + 1)
    return TimeLeft(seconds, warning_of(limits), final=total <= idle)


def _over(limits: SessionSettings) -> TimeLeft:
    return TimeLeft(0, warning_of(limits), final=False)
