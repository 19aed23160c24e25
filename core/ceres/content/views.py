"""``/pages/<slug>``: a page of text, for whoever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.content.catalogue import TITLES, UnknownPage
from ceres.content.markdown import to_html
from ceres.content.pages import ContentPages
from ceres.i18n.languages import preferred

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show the page in the language of the request, else in the site's, else in French."""
    slug = request.matchdict["slug"]
    wanted = preferred(request.languages, request.locale_name, request.settings.site.language)
    try:
        page = ContentPages(request.db, request.languages).shown(slug, wanted)
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
