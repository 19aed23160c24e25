"""One plugin's piece of a page, made on its own: a template that fails costs its plugin that piece, and the page nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyramid.renderers import render

from ceres.plugins.shield import shielded

if TYPE_CHECKING:
    from ceres.web.request import Request


def render_piece(request: Request, plugin: str, hook: str, template: str, values: Mapping[str, Any]) -> Markup | None:
    """Return what ``template`` makes of ``values``; None when it fails, which is noted as a failure of ``hook``."""
    try:
        with shielded(request):
            made = render(template, dict(values), request=request)
    except Exception as error:
        request.registry["ceres.site"].plugins.failures.note(plugin, hook, error)
        return None
    return Markup(made)  # noqa: S704 (made by a template, which escapes)
