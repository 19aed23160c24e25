"""Who is signed in, as the rest of the portal sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """The signed-in account and its session; loaded once a request, outside the request's transaction."""

    account_id: int
    login: str
    name: str
    roles: frozenset[str]  # values of Role
    language: str  # empty: the browser's
    session_id: int
    session_public_id: str
    opened_at: datetime
    last_seen_at: datetime
    authenticated_at: datetime
    previous_login_at: datetime | None
    previous_login_ip: str
