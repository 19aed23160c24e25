"""« À propos »: versions, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ceres.admin.about import libraries, portal, python_version
from ceres.admin.frame import framed

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show what the site runs on."""
    return framed(
        request,
        portal=portal(),
        python=python_version(),
        database=request.database.engine.dialect.name,
        plugins=sorted((plugin.info for plugin in request.registry["ceres.site"].plugins.loaded()), key=lambda info: info.name),
        libraries=libraries(),
    )
