"""Tells the security policy who is signed in, from the session's cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.db.live import live_columns
from ceres.security.cookies import SESSION, read_cookie
from ceres.sessions.finding import FoundSession, find_session
from ceres.sessions.models import SessionEnd
from ceres.sessions.services import Sessions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.config.settings import SessionSettings
    from ceres.security.identity import Identity
    from ceres.web.request import Request

SEEN_AT_MOST_EVERY = 60  # seconds between two notes that a session is in use
SHARE_OF_IDLE = 20  # a site with a short limit notes more often, or the limit would come too early


def load_identity(request: Request) -> Identity | None:
    """Return who is signed in; a session that is over by now is ended and traced, once.

    In short transactions of its own: error pages need it after the request's own has ended.
    """
    found = session_of(request)
    if found is None or found.recorded:
        return None
    if found.ended is not None:
        _end(request, found, found.ended)
        return None
    _note_use(request, found.identity)
    return found.identity


def session_of(request: Request) -> FoundSession | None:
    """Return the session of the request's cookie, open or not."""
    token = read_cookie(request, SESSION)
    if not token:
        return None
    with request.database.read() as db:
        found = find_session(db, token, limits_of(request), request.now, live_columns(request.registry))
    if found is not None:
        request.live = found.live
    return found


def limits_of(request: Request) -> SessionSettings:
    """Return how long sessions last on this site."""
    limits: SessionSettings = request.registry["ceres.site"].settings.sessions
    return limits


def _end(request: Request, found: FoundSession, reason: SessionEnd) -> None:
    who = found.identity
    context = AuditContext(who.account_id, who.login, request.remote_addr or "", who.session_public_id, request.id)
    with request.database.write() as db:
        if Sessions(db, request.now).end(who.session_id, reason):
            entry = AuditEntry("session.expired", object_type="session", object_id=who.session_public_id, detail={"reason": reason})
            AuditLog(db, lambda: request.now).append(entry, context)


def is_noted(request: Request, identity: Identity) -> bool:
    """Tell whether this request is noted as a use of the session: the last note is old enough."""
    often = timedelta(seconds=min(SEEN_AT_MOST_EVERY, limits_of(request).idle / SHARE_OF_IDLE))
    return request.now - identity.last_seen_at >= often


def _note_use(request: Request, identity: Identity) -> None:
    if not is_noted(request, identity):
        return

    def touch(db: Session) -> None:
        Sessions(db, request.now).touch(identity.session_id)

    request.trail.also(touch, even_if_refused=True)
