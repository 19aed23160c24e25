"""The event of a request that was stopped before any view could record one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden

from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.db.wiring import SAFE_METHODS
from ceres.security.permissions import Permission
from ceres.security.policy import Refusal

if TYPE_CHECKING:
    from ceres.web.request import Request


def implied_entry(request: Request, status: int) -> AuditEntry | None:
    """Return the event that the refusal or failure of ``request`` calls for by itself; None when it calls for none."""
    error = request.exception
    if isinstance(error, BadCSRFToken | BadCSRFOrigin):
        return _entry(request, "access.refused", Outcome.REFUSED, reason="csrf")
    if isinstance(error, HTTPForbidden):
        return _forbidden(request, error.result)
    if status >= 500 and request.method not in SAFE_METHODS:
        return _entry(request, "access.failed", Outcome.FAILURE, reason="error")
    return None


def _forbidden(request: Request, result: object) -> AuditEntry | None:
    if not isinstance(result, Refusal):
        return _entry(request, "access.refused", Outcome.REFUSED, reason="forbidden")
    if result.anonymous and result.permission == Permission.SIGNED_IN:
        return None  # somebody who comes to sign in: nothing was asked for yet
    return _entry(request, "access.refused", Outcome.REFUSED, reason=result.reason, permission=result.permission)


def _entry(request: Request, action: str, outcome: Outcome, **detail: str) -> AuditEntry:
    # The route's name, not the address: what was typed there is nobody's word.
    matched = getattr(request, "matched_route", None)
    return AuditEntry(
        action,
        outcome,
        object_type=matched.name if matched else "",
        object_id=(getattr(request, "matchdict", None) or {}).get("id", ""),
        detail={"method": str(request.method), **detail},
    )
