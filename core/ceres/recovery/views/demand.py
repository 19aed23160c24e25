"""The form by which somebody asks for an account, where the site offers it."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.recovery.demands import Demand, Demands
from ceres.sessions.throttle import Throttled
from ceres.web.typed import field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.web.request import Request

NOTHING = Demand("", "", "", "")


class DemandView:
    """« Demander un identifiant »."""

    def __init__(self, request: Request) -> None:
        self.request = request
        if not request.settings.site.account_requests:
            raise HTTPNotFound

    def show(self) -> dict[str, Any]:
        """Show the form."""
        return self._page(NOTHING)

    def send(self) -> dict[str, Any]:
        """Send the demand, or show the form again with its errors."""
        request = self.request
        wanted = Demand(**{each.name: field(request, each.name).strip() for each in fields(Demand)})
        errors = {name: request.translate(error) for name, error in wanted.errors().items()}
        if errors:
            return self._page(wanted, errors)
        try:
            Demands.for_request(request).send(wanted, request.remote_addr or "")
        except Throttled as throttled:
            request.response.status_int = 429
            request.response.headers["Retry-After"] = str(throttled.seconds)
            return self._page(wanted, retry_after_minutes=math.ceil(throttled.seconds / 60))
        return self._page(NOTHING, sent=True)

    def _page(
        self, wanted: Demand, errors: Mapping[str, str] | None = None, *, sent: bool = False, retry_after_minutes: int = 0
    ) -> dict[str, Any]:
        return {"demand": wanted, "errors": errors or {}, "sent": sent, "retry_after_minutes": retry_after_minutes}
