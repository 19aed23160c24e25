"""The page of the preferences, and its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther

from ceres_notify.forms import HOURS, Unreadable, read_choice
from ceres_notify.models import Frequency
from ceres_notify.panel import DONE
from ceres_notify.preferences import Preferences

if TYPE_CHECKING:
    from ceres.api import Request


class PreferencesView:
    """What the signed-in account wishes to be told."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.preferences = Preferences.for_request(request)

    def show(self) -> dict[str, Any]:
        """Show the form."""
        return {"choice": self.preferences.read(), "frequencies": list(Frequency), "hours": HOURS}

    def change(self) -> HTTPSeeOther | HTTPBadRequest:
        """Keep what was chosen and go back to the profile."""
        fields = {name: value for name, value in self.request.POST.items() if isinstance(value, str)}
        try:
            choice = read_choice(fields, self.preferences.read())
        except Unreadable:
            return HTTPBadRequest()
        self.request.trail.record(self.preferences.change(choice))
        return HTTPSeeOther(way_back(self.request))


def way_back(request: Request) -> str:
    """Return the address of the profile, which says what was done; on a site without it, of the results."""
    if "profile" in request.hooks.enabled:
        return request.route_path("profile", _query={"done": DONE})
    return request.route_path("results")
