"""What people send: reports to follow or not, and how they wish to be reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPSeeOther

from ceres.api import AuditEntry, framed, nothing_ticked, page_before, posted, ticked_reports
from ceres_followup.overview import overview
from ceres_followup.pieces import DONE, REFUSED
from ceres_followup.services import Followups, NotDays

if TYPE_CHECKING:
    from ceres.api import Request


def follow(request: Request) -> HTTPSeeOther:
    """Follow the ticked reports, then show the tab; from the page of a report, show that page again."""
    ticked = ticked_reports(request)
    if not ticked:
        return nothing_ticked(request)
    count = Followups.for_request(request).follow(ticked)
    request.trail.record(AuditEntry("followup.follow", detail={"reports": count}))
    from_list = "list" in request.POST
    return HTTPSeeOther(request.route_path("search", tab="followup") if from_list else page_before(request))


def stop(request: Request) -> HTTPSeeOther:
    """Follow a report no more."""
    public_id = posted(request, "report")
    Followups.for_request(request).stop(public_id)
    request.trail.record(AuditEntry("followup.stop", object_type="report", object_id=public_id))
    return HTTPSeeOther(page_before(request))


def preferences(request: Request) -> HTTPSeeOther:
    """Keep how somebody wishes to be reminded, and go back to the profile, which says so."""
    try:
        Followups.for_request(request).wish(posted(request, "days"), by_mail=bool(posted(request, "by_mail")))
    except NotDays:
        return HTTPSeeOther(request.route_path("profile", _query={"done": REFUSED}))
    request.trail.record(AuditEntry("followup.preferences"))
    return HTTPSeeOther(request.route_path("profile", _query={"done": DONE}))


def administration(request: Request) -> dict[str, object]:
    """Show how much is followed."""
    return framed(request, rows=overview(request.db, request.now))
