"""What a plugin adds, in words: counted on its card, told one by one before it is switched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

if TYPE_CHECKING:
    from ceres.admin.plugin_pieces import Piece
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

Counted = Callable[["Request", int], str]

COUNTED: Mapping[str, Counted] = {
    "ceres_search_tabs": lambda request, n: request.pluralize("${n} onglet", "${n} onglets", n),
    "ceres_batch_actions": lambda request, n: request.pluralize("${n} action sur la sélection", "${n} actions sur la sélection", n),
    "ceres_profile_panels": lambda request, n: request.pluralize("${n} rubrique du profil", "${n} rubriques du profil", n),
    "ceres_admin_pages": lambda request, n: request.pluralize("${n} page d’administration", "${n} pages d’administration", n),
    "ceres_notification_channels": lambda request, n: request.pluralize("${n} moyen d’avertir", "${n} moyens d’avertir", n),
    "ceres_jobs": lambda request, n: request.pluralize("${n} tâche de fond", "${n} tâches de fond", n),
    "ceres_commands": lambda request, n: request.pluralize("${n} commande", "${n} commandes", n),
    "ceres_health_checks": lambda request, n: request.pluralize(
        "${n} contrôle de bon fonctionnement", "${n} contrôles de bon fonctionnement", n
    ),
}
SOME: Mapping[str, str] = {
    "ceres_search_tabs": _("un onglet de recherche"),
    "ceres_batch_actions": _("des actions sur la sélection"),
    "ceres_profile_panels": _("des rubriques du profil"),
    "ceres_announcements": _("des annonces"),
    "ceres_slot": _("des éléments dans les pages"),
    "ceres_admin_pages": _("une page d’administration"),
    "ceres_notification_channels": _("des moyens d’avertir"),
    "ceres_jobs": _("des tâches de fond"),
    "ceres_commands": _("des commandes"),
    "ceres_health_checks": _("un contrôle de bon fonctionnement"),
    "ceres_veto": _("une restriction d’accès"),
    "ceres_audit_sink": _("un envoi du journal des accès"),
}
"""The same where they are not counted; the other hooks show nothing to people."""

GOES: Mapping[str, str] = {
    "ceres_search_tabs": _("L’onglet « ${label} » disparaît."),
    "ceres_batch_actions": _("Le bouton « ${label} » disparaît de la liste."),
    "ceres_profile_panels": _("La rubrique « ${label} » disparaît du profil."),
    "ceres_admin_pages": _("La page « ${label} » disparaît de l’administration."),
    "ceres_notification_channels": _("Plus personne n’est averti par ce moyen : ${label}."),
    "ceres_jobs": _("La tâche de fond « ${label} » s’arrête."),
    "ceres_commands": _("La commande « ${label} » est refusée."),
    "ceres_health_checks": _("Le contrôle « ${label} » n’est plus fait."),
}
COMES: Mapping[str, str] = {
    "ceres_search_tabs": _("L’onglet « ${label} » apparaît."),
    "ceres_batch_actions": _("Le bouton « ${label} » apparaît dans la liste."),
    "ceres_profile_panels": _("La rubrique « ${label} » apparaît dans le profil."),
    "ceres_admin_pages": _("La page « ${label} » apparaît dans l’administration."),
    "ceres_notification_channels": _("Les personnes qui le demandent sont averties par ce moyen : ${label}."),
    "ceres_jobs": _("La tâche de fond « ${label} » reprend."),
    "ceres_commands": _("La commande « ${label} » est acceptée."),
    "ceres_health_checks": _("Le contrôle « ${label} » est fait."),
}
ALL_GO: Mapping[str, str] = {
    "ceres_profile_panels": _("Ses rubriques disparaissent du profil."),
    "ceres_announcements": _("Ses annonces disparaissent des pages."),
    "ceres_slot": _("Ce qu’il ajoute aux pages disparaît."),
    "ceres_veto": _("La restriction d’accès qu’il exerce est levée."),
    "ceres_audit_sink": _("Les événements du journal des accès ne sont plus envoyés ailleurs ; le journal, lui, reste complet."),
    "ceres_on_report_published": _("Les comptes rendus qui arrivent tant qu’il est inactif lui échappent."),
}
ALL_COME: Mapping[str, str] = {
    "ceres_profile_panels": _("Ses rubriques apparaissent dans le profil."),
    "ceres_announcements": _("Ses annonces apparaissent sur les pages."),
    "ceres_slot": _("Ce qu’il ajoute aux pages apparaît."),
    "ceres_veto": _("La restriction d’accès qu’il exerce s’applique."),
    "ceres_audit_sink": _("Les événements du journal des accès sont aussi envoyés au système indiqué dans ses réglages."),
    "ceres_on_report_published": _("Il prend en compte les comptes rendus qui arrivent."),
}


def counted(request: Request, found: Sequence[Piece]) -> tuple[str, ...]:
    """Return « 5 onglets », « 1 tâche de fond », in the order of the table."""
    numbers = Counter(piece.hook for piece in found if piece.label)
    nameless = {piece.hook for piece in found if not piece.label}
    return tuple(
        COUNTED[hook](request, numbers[hook]) if hook in numbers else request.translate(words)
        for hook, words in SOME.items()
        if hook in numbers or hook in nameless
    )


def uncounted(request: Request, hooks: Container[str]) -> tuple[str, ...]:
    """Return the same of a plugin whose ``hooks`` are not called."""
    return tuple(request.translate(words) for hook, words in SOME.items() if hook in hooks)


def told(request: Request, piece: Piece, *, on: bool) -> str:
    """Return what happens to a piece when its plugin is switched."""
    if not piece.label:
        return request.translate((ALL_COME if on else ALL_GO)[piece.hook])
    return request.translate((COMES if on else GOES)[piece.hook], label=piece.label)
