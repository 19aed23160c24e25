"""The page, and what can be read from it: the own accesses, the own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from ceres.profile.export import AccountExport
from ceres.profile.history import OwnHistory
from ceres.profile.page import ProfilePage
from ceres.reports.identity import signed_in

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show the panels."""
    return ProfilePage(request).show()


def back(request: Request) -> HTTPSeeOther:
    """Lead to the page whoever opens the address of one of its forms."""
    return HTTPSeeOther(request.route_path("profile"))


def history(request: Request) -> dict[str, Any]:
    """Show one page of the own accesses."""
    before = request.GET.get("before", "")
    older = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    page = OwnHistory.for_request(request, signed_in(request).account_id).page(before=older)
    return {"page": page, "first": older is None}


def export(request: Request) -> dict[str, Any]:
    """Hand over the own data as a file."""
    who = signed_in(request)
    request.response.content_disposition = 'attachment; filename="ceres.json"'
    return AccountExport.for_request(request).of(who.account_id)
