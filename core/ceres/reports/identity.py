"""Who reads: the signed-in account, which the views' permission guarantees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPForbidden

if TYPE_CHECKING:
    from ceres.security.identity import Identity
    from ceres.web.request import Request


def signed_in(request: Request) -> Identity:
    """Return the identity of the request; raises HTTPForbidden without one, whatever the view declared."""
    if request.identity is None:
        raise HTTPForbidden
    return request.identity
