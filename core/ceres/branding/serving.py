"""The logos that were sent in, served like static files: for ever, as pictures and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from ceres.branding.logo import TYPES
from ceres.branding.models import BrandingLogo

if TYPE_CHECKING:
    from ceres.branding.brand import Brand
    from ceres.web.request import Request

YEAR = 365 * 24 * 3600  # seconds
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""Opened by itself, an SVG is a page: its own colours are all that it may have."""


def logo_url(request: Request, brand: Brand) -> str:
    """Return the address of the logo of a brand."""
    if not brand.upload:
        return request.static_path(brand.logo)
    name, _, kind = brand.upload.partition(".")
    return request.route_path("brand.logo", hash=name, kind=kind)


def serve_logo(request: Request) -> Any:
    """Answer ``/static/logo-<sha-256>.svg``."""
    kind = request.matchdict["kind"]
    with request.database.read() as db:
        found = db.get(BrandingLogo, f"{request.matchdict['hash']}.{kind}")
    if found is None:
        raise HTTPNotFound
    response = Response(body=found.content, content_type=TYPES[kind])
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = POLICY
    return response
