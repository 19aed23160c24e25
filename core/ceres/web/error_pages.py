"""What each error says, quietly: no detail of the fault, a reference number, a way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

if TYPE_CHECKING:
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

REPORT_ROUTES = frozenset({"report", "report.current", "report.version"})


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One page; texts are msgids."""

    title: str
    message: str
    advice: str = ""  # what to do, followed by the support address
    icon: str = "alert"


CONTACT = _("Si cela se reproduit, communiquez la référence ci-dessous à l’assistance")

NOT_FOUND = ErrorPage(
    _("Page introuvable"), _("Cette adresse ne mène à aucune page : elle est incomplète, ou la page n’existe plus."), icon="search"
)
REPORT_NOT_FOUND = ErrorPage(
    _("Compte rendu non accessible"),
    _(
        "Cette demande n’existe pas, ou elle n’a été prescrite ni par vous ni par votre service. "
        "Votre tentative est inscrite au journal des accès."
    ),
    _("Si vous soignez ce patient et avez besoin du résultat, contactez le laboratoire"),
    icon="lock",
)
SWITCHED_OFF = ErrorPage(
    _("Fonction désactivée"),
    _("Cette fonction a été désactivée pendant que votre page était ouverte. Rien n’a été envoyé ni modifié."),
    icon="plug",
)
FAILURE = ErrorPage(
    _("Une erreur s’est produite"), _("La page n’a pas pu être préparée. Rien n’a été modifié ; vous pouvez réessayer."), CONTACT
)

PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(
        _("Demande non comprise"),
        _("Ce que votre navigateur a envoyé est illisible ou incomplet. Revenez à la page précédente et réessayez."),
    ),
    403: ErrorPage(
        _("Accès non autorisé"),
        _("Votre compte ne donne pas accès à cette page. Votre tentative est inscrite au journal des accès."),
        _("Si vous devriez y avoir accès, contactez l’assistance"),
        icon="lock",
    ),
    404: NOT_FOUND,
    405: ErrorPage(_("Action impossible"), _("Cette adresse ne s’utilise pas de cette façon. Repartez de la page d’accueil.")),
    410: ErrorPage(
        _("Compte rendu retiré"),
        _("Le laboratoire a retiré ce compte rendu : il ne doit pas être utilisé. Votre demande est inscrite au journal des accès."),
        _("Si vous l’avez déjà consulté ou imprimé, contactez le laboratoire"),
    ),
    413: ErrorPage(_("Envoi trop volumineux"), _("Ce que vous avez envoyé dépasse la taille acceptée.")),
    429: ErrorPage(_("Trop de tentatives"), _("Patientez quelques minutes avant de réessayer."), icon="clock"),
    500: FAILURE,
    503: ErrorPage(
        _("Service momentanément indisponible"),
        _("Le serveur de résultats ne peut pas répondre pour l’instant. Réessayez dans quelques minutes."),
        CONTACT,
        icon="clock",
    ),
}

EXPIRED_FORM = ErrorPage(
    _("Formulaire expiré"),
    _("Cette page était ouverte depuis trop longtemps, ou votre navigateur refuse les cookies. Rouvrez la page et recommencez."),
    icon="clock",
)


def page_for(request: Request, status: int) -> ErrorPage:
    """Return the page of a status; a report that does not exist and somebody else's have the same."""
    route = getattr(request.matched_route, "name", "")
    if status == 404 and route in REPORT_ROUTES:
        return REPORT_NOT_FOUND
    if status == 404 and request.method == "POST" and (request.plugin_off or route == "search") and request.identity:
        return SWITCHED_OFF
    return PAGES.get(status, PAGES[400] if status < 500 else FAILURE)
