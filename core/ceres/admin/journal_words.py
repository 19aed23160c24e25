"""The detail of an event in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal
from pyramid.i18n import TranslationStringFactory

from ceres.accounts.models import MandateKind
from ceres.admin.journal_proof import Badge
from ceres.audit.lines import JournalLine
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

NAMES: Mapping[str, str] = {
    "applied": _("Migrations"),
    "breaks": _("Ruptures"),
    "code": _("Code"),
    "count": _("Nombre"),
    "criteria": _("Critères"),
    "documents": _("Documents"),
    "events": _("Événements"),
    "fields": _("Changé"),
    "first": _("Premier"),
    "folder": _("Dossier"),
    "former": _("Avant"),
    "format": _("Format"),
    "from": _("Du"),
    "hash": _("Empreinte du fichier"),
    "keys": _("Réglages"),
    "kind": _("Sorte"),
    "language": _("Langue"),
    "last": _("Dernier"),
    "made_at": _("Sauvegarde du"),
    "method": _("Méthode"),
    "permission": _("Droit"),
    "queued": _("Remis au travail de fond"),
    "reason": _("Motif"),
    "roles": _("Rôles"),
    "rows": _("Lignes"),
    "seal": _("Sceau"),
    "seals": _("Sceaux"),
    "section": _("Section"),
    "sessions": _("Sessions"),
    "size": _("Taille"),
    "source": _("Source"),
    "status": _("Statut"),
    "tab": _("Recherche"),
    "unreadable": _("Illisible"),
    "until": _("Au"),
    "version": _("Version"),
    "view": _("Vue"),
    "why": _("Raison"),
}
REASONS: Mapping[str, str] = {
    "csrf": _("formulaire périmé ou forgé"),
    "disabled": _("compte désactivé"),
    "error": _("erreur du serveur"),
    "forbidden": _("interdit"),
    "not-found": _("hors périmètre ou introuvable"),
    "password": _("mot de passe faux"),
    "permission": _("droit manquant"),
    "plugin-failure": _("panne d’un module"),
    "retracted": _("compte rendu retiré"),
    "throttled": _("trop d’échecs"),
    "too-large": _("sélection trop grande"),
    "unknown": _("identifiant inconnu"),
    "unknown-search": _("recherche périmée"),
}
WORDS: Mapping[str, str] = {
    "name": _("nom"),
    "email": _("courriel"),
    "organisation": _("structure"),
    Role.PRESCRIBER: _("prescripteur"),
    Role.ADMINISTRATOR: _("administrateur"),
    Role.AUDITOR: _("auditeur"),
    MandateKind.SELF: _("lui-même"),
    MandateKind.SECRETARY: _("secrétariat"),
    MandateKind.ASSOCIATE: _("associé"),
    MandateKind.SUBSTITUTE: _("remplaçant"),
}
WORDED = ("fields", "roles", "former", "kind")  # whose values are among these words
MOMENTS = ("from", "until", "made_at")
SUMMED_UP = ("reason", "rows", "count", "format")


def detail_words(request: Request, line: JournalLine) -> list[tuple[str, str]]:
    """Return the names and values of the detail."""
    told = ((name, _value(request, name, value)) for name, value in line.detail.items())
    return [(request.translate(NAMES.get(name, name)), value) for name, value in told if value]


def summary(request: Request, line: JournalLine) -> str:
    """Return what says most of an event that is about no object, or why it was refused."""
    name = next((name for name in SUMMED_UP if line.detail.get(name)), "")
    if not name:
        return ""
    value = _value(request, name, line.detail[name])
    if name in ("reason", "format"):
        return value
    return request.translate("${name} : ${value}", name=request.translate(NAMES[name]), value=value)


def badge_values(request: Request, badge: Badge) -> dict[str, str]:
    """Return what stands in the badge's sentence: numbers and times as the language writes them."""
    return {
        "events": format_decimal(badge.events, locale=request.locale_name),
        "entry": format_decimal(badge.entry, locale=request.locale_name),
        "head": badge.head,
        "when": _when(request, badge.at),
        "asked": _when(request, badge.asked_at),
    }


def _when(request: Request, at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(request.zone)
    if local.date() == request.now.astimezone(request.zone).date():
        return request.translate("à ${time}", time=f"{local:%H:%M}")
    return request.translate("le ${moment}", moment=request.write_moment(at))


def _value(request: Request, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return request.translate("oui") if value else request.translate("non")
    if isinstance(value, list):
        return ", ".join(_word(request, name, str(each)) for each in value)
    if name in MOMENTS:
        return _moment(request, str(value))
    return request.translate(REASONS[value]) if name == "reason" and value in REASONS else _word(request, name, str(value))


def _word(request: Request, name: str, value: str) -> str:
    return request.translate(WORDS[value]) if name in WORDED and value in WORDS else value


def _moment(request: Request, value: str) -> str:
    try:
        return request.write_moment(datetime.fromisoformat(value))
    except ValueError:  # a plugin's own word, maybe
        return value
