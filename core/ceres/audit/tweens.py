"""Two tweens that keep law 7: no access without its trace, no byte before its trace.

From the outside in::

    INGRESS
      after_transaction   writes what is left in a short transaction of its own, or answers 503
        pyramid_tm        begins, commits or rolls back the request's transaction
          inside_transaction   writes the events of a write request into that transaction
            EXCVIEW       turns exceptions into pages: both tweens see the answer that people see
              the views

A write request that succeeds carries its events in its own transaction: both are there, or neither.
Everything else (safe methods, whose transaction only reads; refusals and failures, which roll back; a
commit that fails) is left to the outer tween, which runs when the request holds no connection any more.
Responses stream from their ``app_iter`` only after the outermost tween has returned.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPServiceUnavailable
from pyramid_tm import default_commit_veto

from ceres.audit.context import context_of
from ceres.audit.models import Outcome
from ceres.audit.refusals import implied_entry
from ceres.audit.trail import TraceUnavailable
from ceres.db.wiring import SAFE_METHODS

if TYPE_CHECKING:
    from pyramid.registry import Registry
    from pyramid.response import Response

    from ceres.web.request import Request

    Handler = Callable[[Request], Response]

log = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds


def inside_transaction(handler: Handler, registry: Registry) -> Handler:
    """Return the tween that writes the events of a write request into its transaction."""

    def carry(request: Request) -> Response:
        response = handler(request)
        if request.method in SAFE_METHODS or request.trail.empty:
            return response
        if default_commit_veto(request, response) or request.tm.isDoomed():
            return response
        try:
            request.trail.write(request.db, lambda: request.now, context_of(request))
        except Exception as error:
            _discard(response)
            raise TraceUnavailable from error
        request.trail.carried = True
        return response

    return carry


def after_transaction(handler: Handler, registry: Registry) -> Handler:
    """Return the tween that writes what the request's transaction did not carry, or refuses to serve."""

    def leave(request: Request) -> Response:
        try:
            response = handler(request)
        except TraceUnavailable as error:
            return _unavailable(request, error)
        except Exception:
            _try_to_leave_failure(request)
            raise
        try:
            _leave(request, response.status_int)
        except Exception as error:
            _discard(response)
            return _unavailable(request, error)
        return response

    return leave


def _leave(request: Request, status: int) -> None:
    trail = request.trail
    if trail.carried and status < 400:
        return
    if not trail.entries and (entry := implied_entry(request, status)) is not None:
        trail.record(entry)
    context = None if trail.empty else context_of(request)
    if context is not None:
        with request.database.write() as db:
            trail.write(db, lambda: request.now, context, _ending(request, status))


def _ending(request: Request, status: int) -> Outcome:
    if status >= 500:
        return Outcome.FAILURE
    if status >= 400:
        return Outcome.REFUSED
    # A write request whose transaction did not carry its events was rolled back.
    return Outcome.SUCCESS if request.method in SAFE_METHODS else Outcome.FAILURE


def _try_to_leave_failure(request: Request) -> None:
    """Trace a request that no page could be made for; the server answers 500 whatever happens here."""
    try:
        _leave(request, 500)
    except Exception:
        log.exception("request %s failed, and its trace cannot be written", request.id)


def _unavailable(request: Request, error: Exception) -> Response:
    log.critical("request %s is not served: its trace cannot be written (%s)", request.id, type(error.__cause__ or error).__name__)
    refusal = HTTPServiceUnavailable(headers={"Retry-After": str(RETRY_AFTER)})
    try:
        return request.invoke_exception_view((type(refusal), refusal, None))
    except Exception:
        return refusal  # even the error page cannot be made: the bare one will do


def _discard(response: Response) -> None:
    """Let go of what was ready to be sent: an open document, most often."""
    close = getattr(response.app_iter, "close", None)
    if close is not None:
        close()
