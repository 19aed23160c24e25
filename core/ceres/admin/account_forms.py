"""What the forms about accounts bring, and what is said once it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.i18n import TranslationStringFactory

from ceres.security.permissions import Role
from ceres.web.choices import page_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

INVITE, TEMPORARY = "invite", "temporary"
"""How somebody comes to a password: by a link, or with a temporary one."""

ADD_MANDATE, NEW_CODE = "add-mandate", "add-mandate-new"
DONE: Mapping[str, str] = {
    "opened": _("Le compte est ouvert ; une invitation à choisir un mot de passe part par courriel."),
    "invite": _("Une invitation à choisir un mot de passe part par courriel ; les précédentes ne valent plus rien."),
    "change": _("Les modifications sont enregistrées."),
    "disable": _("Le compte est désactivé et ses sessions sont fermées."),
    "enable": _("Le compte est réactivé."),
    "unlock": _("Le compte est débloqué : son propriétaire peut réessayer."),
    ADD_MANDATE: _("L’accès est ouvert."),
    NEW_CODE: _(
        "L’accès est ouvert. Aucun prescripteur n’avait ce code, qui entre à l’annuaire : "
        "si c’est une faute de frappe, mettez fin à cet accès."
    ),
    "change-mandate": _("La date de fin est changée."),
    "end-mandate": _("L’accès est terminé."),
    "end-session": _("La session est fermée."),
    "end-sessions": _("Toutes les sessions du compte sont fermées."),
}
"""What is said after each act."""


def typed_roles(request: Request) -> frozenset[Role]:
    """Return the roles that are ticked."""
    return frozenset(role for role in Role if role.value in request.POST.getall("role"))


def answered(request: Request, done: str, login: str) -> HTTPSeeOther:
    """Lead back to the list, as it was narrowed, or to the account; the page says what was done."""
    path, _question, query = page_before(request).partition("?")
    if path != request.route_path("admin.accounts"):
        path, query = request.route_path("admin.accounts/one", login=login), ""
    kept = [(name, value) for name, value in parse_qsl(query) if name != "done"]
    return HTTPSeeOther(f"{path}?{urlencode([*kept, ('done', done)])}")


def answer_of(request: Request) -> str:
    """Return what was done before this page, in words; empty when nothing was."""
    done = DONE.get(request.GET.get("done", ""), "")
    return request.translate(done) if done else ""
