"""« État du site »: what works, what does not, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ceres.admin.frame import framed
from ceres.admin.health import condition
from ceres.plugins.contributions import Health

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show each part of the site."""
    states = {
        Health.OK: request.translate("Bon"),
        Health.DEGRADED: request.translate("Dégradé"),
        Health.DOWN: request.translate("En panne"),
    }
    return framed(request, condition=condition(request), states=states)
