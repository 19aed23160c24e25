"""``/admin`` leads to the first page that the account may open, ``/admin/<slug>`` to that of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther

from ceres.admin.navigation import pages_for, plugin_pages

if TYPE_CHECKING:
    from ceres.web.request import Request


def home(request: Request) -> HTTPSeeOther:
    """Lead on; for those who may open none, there is no administration."""
    pages = pages_for(request)
    if not pages:
        raise HTTPNotFound
    return HTTPSeeOther(request.route_path(pages[0].route))


def plugin_page(request: Request) -> HTTPSeeOther:
    """Lead on to the page of a plugin that is on; whoever may not open it is refused here already, and learns nothing."""
    page = next((each for each in plugin_pages(request) if each.slug == request.matchdict["slug"]), None)
    if page is None:
        raise HTTPNotFound
    answer = request.has_permission(page.permission)
    if not answer:
        raise HTTPForbidden(result=answer)
    return HTTPSeeOther(request.route_path(page.route))
