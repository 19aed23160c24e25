"""The words of the page, in its language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres_banner.admin.typed import LEVELS, BadMoment
from ceres_banner.models import Audience
from ceres_banner.services import State
from ceres_banner.written import LONGEST, AnnouncementRefused, BadPeriod, BadPlace, BadText, EndedAnnouncement, NotADraft, StillADraft

if TYPE_CHECKING:
    from ceres.api import Request

_ = TranslationStringFactory("ceres")

REFUSALS: Mapping[type[AnnouncementRefused], str] = {
    BadText: _("Le texte d’une annonce comporte de 1 à ${n} caractères visibles, sur une ligne."),
    BadPeriod: _("L’annonce finirait avant de commencer, ou est déjà finie : elle ne serait jamais affichée."),
    BadPlace: _("Cochez au moins un endroit où l’annonce est affichée."),
    BadMoment: _("Une date ne peut pas être lue (exemple : 31/03/2026)."),
    EndedAnnouncement: _("Cette annonce est terminée : publiez-en une nouvelle."),
    NotADraft: _("Cette annonce a été publiée : elle se termine, elle ne se supprime pas."),
    StillADraft: _("Cette annonce est un brouillon : publiez-la ou supprimez-la."),
}
LANGUAGES: Mapping[str, str] = {"fr": _("français"), "en": _("anglais, facultatif")}
"""Of the texts: the main one is needed; what a branding adds is called by its own name."""


def refusal(request: Request, refused: AnnouncementRefused) -> str:
    """Return what is wrong."""
    return request.translate(REFUSALS[type(refused)], n=str(LONGEST))


def words(request: Request, codes: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Return the words of the choices, of the states and of the languages."""
    levels = request.translate("Information"), request.translate("Avertissement"), request.translate("Alerte")
    return {
        "levels": dict(zip((level.value for level in LEVELS), levels, strict=True)),
        "places": {
            Audience.BEFORE.value: request.translate("Page de connexion"),
            Audience.AFTER.value: request.translate("Liste des résultats"),
        },
        "states": {
            State.DRAFT: request.translate("Brouillon"),
            State.PLANNED: request.translate("Programmée"),
            State.ONLINE: request.translate("En ligne"),
            State.ENDED: request.translate("Terminée"),
        },
        "text_languages": {code: _language(request, code) for code in codes},
    }


def _language(request: Request, code: str) -> str:
    if code in LANGUAGES:
        return request.translate(LANGUAGES[code])
    added = request.languages.get(code)  # a branding that is gone took its name with it
    return request.translate("${language}, facultatif", language=added.name if added else code)
