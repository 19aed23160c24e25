"""Why a plugin is not switched, as the page says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.admin.plugins import (
    BlockedPlugin,
    IncompatiblePlugin,
    RequirementsMissing,
    RestrictedPlugin,
    SwitchRefused,
)

if TYPE_CHECKING:
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

REASONS: dict[type[SwitchRefused], str] = {
    BlockedPlugin: _("Ce module est bloqué par le fichier du site (plugins.blocked)."),
    RestrictedPlugin: _("Ce module ne se commande que par le fichier du site."),
    IncompatiblePlugin: _("Ce module demande une autre version du cœur de CÉRÈS."),
    RequirementsMissing: _("Il a besoin de modules absents, bloqués ou incompatibles : ${others}. Les installer d’abord."),
}


def refusal(request: Request, refused: SwitchRefused) -> str:
    """Return the sentence for the person."""
    return request.translate(REASONS[type(refused)], others=", ".join(refused.others))
