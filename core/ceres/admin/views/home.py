"""``/admin`` leads to the first page that the account may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.admin.navigation import pages_for

if TYPE_CHECKING:
    from ceres.web.request import Request


def home(request: Request) -> HTTPSeeOther:
    """Lead on; for those who may open none, there is no administration."""
    pages = pages_for(request)
    if not pages:
        raise HTTPNotFound
    return HTTPSeeOther(request.route_path(pages[0].route))
