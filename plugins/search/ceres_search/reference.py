"""« Par votre référence »: the number that the prescriber wrote on the request."""

from __future__ import annotations

from collections.abc import Sequence

from translationstring import TranslationStringFactory

from ceres.api import Category, PluginInfo, RecentKind, ReportQuery, Request, SearchTab, hookimpl
from ceres_search import order
from ceres_search.values import TEMPLATE, ValueSearch, Words

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="search-reference",
    title=_("Recherche par référence du prescripteur"),
    version="0.1.0",
    category=Category.SEARCH,
    description=_("Ajoute l’onglet « Par votre référence » : le numéro que le prescripteur a inscrit sur la demande."),
    requires_core=">=0.1",
)


class ReferenceSearch(ValueSearch):
    """By the prescriber's own number."""

    kind = RecentKind.REFERENCE

    def words(self, request: Request) -> Words:
        """Return what the form says."""
        return Words(
            tab=request.translate("Par votre référence"),
            about=request.translate("Le numéro que vous avez inscrit sur la demande d’examens."),
            choose=request.translate("Choisissez une de vos références"),
            enter=request.translate("Entrez une référence"),
        )

    def narrowed(self, query: ReportQuery, value: str) -> ReportQuery:
        """Keep the reports of this reference."""
        return query.with_reference(value)


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add the tab."""
    return [
        SearchTab(
            slug="reference",
            label=request.translate("Par votre référence"),
            short_label=request.translate("Référence"),
            order=order.REFERENCE,
            template=TEMPLATE,
            search=ReferenceSearch(),
        )
    ]
