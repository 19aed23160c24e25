"""« Par NIP »: the patient's number at the hospital."""

from __future__ import annotations

from collections.abc import Sequence

from translationstring import TranslationStringFactory

from ceres.api import Category, PluginInfo, RecentKind, ReportQuery, Request, SearchTab, Setting, hookimpl
from ceres_search import order
from ceres_search.labels import by_label, short
from ceres_search.values import TEMPLATE, ValueSearch, Words

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="search-nip",
    title=_("Recherche par NIP"),
    version="0.1.0",
    category=Category.SEARCH,
    description=_("Ajoute l’onglet « Par NIP » : le numéro du patient à l’hôpital."),
    requires_core=">=0.1",
)


class NipSearch(ValueSearch):
    """By the patient's number."""

    kind = RecentKind.NIP

    def words(self, request: Request) -> Words:
        """Return what the form says; the digits wanted are those of the site's file."""
        label, digits = request.brand.nip_label, digits_of(request)
        spaces = request.translate("Les espaces n’ont pas d’importance.")
        length = request.translate("${n} chiffres.", n=str(digits)) if digits else ""
        return Words(
            tab=by_label(request, label),
            about=request.translate("Le numéro du patient, propre à l’établissement."),
            choose=request.translate("Choisissez un ${label}", label=label),
            enter=request.translate("Entrez un ${label}", label=label),
            hint=f"{length} {spaces}".strip(),
            inputmode="numeric" if digits else "text",
        )

    def cleaned(self, value: str) -> str:
        """Return the number without the spaces people read it with."""
        return "".join(value.split())

    def complaint(self, request: Request, value: str) -> str:
        """Return what is wrong, where the site says how many digits a number has."""
        label, wanted, entered = request.brand.nip_label, digits_of(request), len(value)
        if wanted and not (value.isascii() and value.isdigit()):
            return request.translate("Le ${label} ne comporte que des chiffres.", label=label)
        if wanted and entered != wanted:
            return request.translate(
                "Le ${label} doit comporter ${wanted} chiffres : vous en avez saisi ${entered}.",
                label=label,
                wanted=str(wanted),
                entered=str(entered),
            )
        return ""

    def narrowed(self, query: ReportQuery, value: str) -> ReportQuery:
        """Keep the reports of this patient."""
        return query.with_nip(value)


def digits_of(request: Request) -> int:
    """Return how many digits a number has; 0 when the site does not say."""
    digits: int = request.settings.plugin(INFO.name)["length"]
    return digits


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the length of the numbers."""
    return [Setting("length", int, 0, _("Nombre de chiffres du NIP ; 0 : aucun contrôle."), minimum=0)]


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add the tab, under the site's own label."""
    label = request.brand.nip_label
    return [
        SearchTab(
            slug="nip",
            label=by_label(request, label),
            short_label=short(label),
            order=order.NIP,
            template=TEMPLATE,
            search=NipSearch(),
        )
    ]
