"""What the views of the administration share: the menu, and the password asked for again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyramid.renderers import render_to_response

from ceres.admin.navigation import pages_for
from ceres.reports.identity import signed_in
from ceres.sessions.confirming import PasswordConfirmation, WrongPassword
from ceres.sessions.throttle import Throttled

if TYPE_CHECKING:
    from ceres.web.request import Request

PASSWORD = "confirm_password"  # noqa: S105 (the name of a field)
NOT_REPEATED = frozenset({PASSWORD, "csrf_token"})


def framed(request: Request, **values: Any) -> dict[str, Any]:
    """Return the values of a page with those of its frame."""
    return {"admin_pages": pages_for(request), "current_page": request.matched_route.name.partition("/")[0], **values}


def confirmed(request: Request, act: Callable[[], Any]) -> Any:
    """Return what ``act`` returns; when the password was given too long ago, ask for it first and lose nothing of the form.

    Use ``request.db`` in ``act`` only: each guess at the password is counted in a transaction of its own, and
    SQLite has one writer at a time.
    """
    identity, confirmation = signed_in(request), PasswordConfirmation.for_request(request)
    if not confirmation.needed(identity):
        return act()
    password = request.POST.get(PASSWORD)
    if not isinstance(password, str):
        return _asked(request)
    try:
        confirmation.confirm(identity, password, request.remote_addr or "")
    except WrongPassword:
        return _asked(request, request.translate("Ce n’est pas votre mot de passe."))
    except Throttled as throttled:
        return _suspended(request, throttled.seconds)
    return act()


def _suspended(request: Request, seconds: int) -> Any:
    minutes = math.ceil(seconds / 60)
    response = _asked(
        request,
        request.pluralize("Trop de tentatives. Réessayez dans ${n} minute.", "Trop de tentatives. Réessayez dans ${n} minutes.", minutes),
    )
    response.status_int = 429
    response.headers["Retry-After"] = str(seconds)
    return response


def _asked(request: Request, error: str = "") -> Any:
    repeated = [(name, value) for name, value in request.POST.items() if name not in NOT_REPEATED and isinstance(value, str)]
    return render_to_response("ceres/admin/confirm.jinja2", framed(request, repeated=repeated, error=error), request=request)


def posted(request: Request, name: str) -> str:
    """Return a field of the form, without the spaces around it; a forged form may send a file, or nothing."""
    value = request.POST.get(name)
    return value.strip() if isinstance(value, str) else ""
