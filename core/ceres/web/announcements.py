"""The announcements of a page: what the plugins have to say, above the tabs or beside the log-in form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.plugins.contributions import Announcement

MOST = 3  # shown on one page: more of them would push the results out of sight


@pass_context
def announcements(context: Context) -> tuple[Announcement, ...]:
    """Return what to announce on this page; a template that does not call it announces nothing and costs nothing."""
    request: Any = context["request"]
    found: tuple[Announcement, ...] = request.hooks.collect("ceres_announcements", request=request, account=context["identity"])
    return found[:MOST]
