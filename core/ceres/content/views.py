"""``/pages/<slug>``: a page of text, for whoever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.content.catalogue import TITLES, UnknownPage
from ceres.content.markdown import to_html
from ceres.content.pages import ContentPages

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show the page in the language of the request."""
    slug = request.matchdict["slug"]
    try:
        page = ContentPages(request.db).current(slug, request.locale_name)
    except UnknownPage:
        raise HTTPNotFound from None
    return {"title": TITLES[slug], "page": page, "html": to_html(page.text, words(request))}


def words(request: Request) -> dict[str, str]:
    """Return what a text may name of the site."""
    brand = request.brand
    return {
        "site": brand.name,
        "number_label": brand.number_label,
        "nip_label": brand.nip_label,
        "support": f"<{brand.support_email}>" if brand.support_email else request.translate("le laboratoire"),
        "idle": str(request.settings.sessions.idle // 60),
    }
