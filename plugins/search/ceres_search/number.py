"""« Par N° CHT »: the laboratory's number of the request."""

from __future__ import annotations

from collections.abc import Sequence

from translationstring import TranslationStringFactory

from ceres.api import Category, PluginInfo, RecentKind, ReportQuery, Request, SearchTab, hookimpl
from ceres_search import order
from ceres_search.labels import by_label, short
from ceres_search.values import TEMPLATE, ValueSearch, Words

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="search-number",
    title=_("Recherche par numéro de demande"),
    version="0.1.0",
    category=Category.SEARCH,
    description=_("Ajoute l’onglet de recherche par le numéro de demande du laboratoire."),
    requires_core=">=0.1",
)


class NumberSearch(ValueSearch):
    """By the laboratory's number."""

    kind = RecentKind.NUMBER

    def words(self, request: Request) -> Words:
        """Return what the form says."""
        return Words(
            tab=by_label(request, request.brand.number_label),
            about=request.translate("L’identifiant unique de la demande au laboratoire : il figure en haut de chaque compte rendu."),
            choose=request.translate("Choisissez un numéro"),
            enter=request.translate("Entrez un numéro"),
        )

    def narrowed(self, query: ReportQuery, value: str) -> ReportQuery:
        """Keep the reports of this request."""
        return query.with_number(value)


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add the tab, under the site's own label."""
    label = request.brand.number_label
    return [
        SearchTab(
            slug="number",
            label=by_label(request, label),
            short_label=short(label),
            order=order.NUMBER,
            template=TEMPLATE,
            search=NumberSearch(),
        )
    ]
