"""The pages of the administration, in the order of its menu; each one is shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.security.permissions import Permission

if TYPE_CHECKING:
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")


@dataclass(frozen=True, slots=True)
class AdminPage:
    """One entry of the menu."""

    route: str
    title: str  # msgid
    icon: str
    permission: Permission


PAGES = (
    AdminPage("admin.plugins", _("Modules"), "plug", Permission.ADMIN_MANAGE),
    AdminPage("admin.accounts", _("Utilisateurs"), "people", Permission.ADMIN_MANAGE),
    AdminPage("admin.journal", _("Journal des accès"), "journal", Permission.JOURNAL_READ),
)


def pages_for(request: Request) -> tuple[AdminPage, ...]:
    """Return the pages that the signed-in account may open."""
    return tuple(page for page in PAGES if request.has_permission(page.permission))
