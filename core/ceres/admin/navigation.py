"""The pages of the administration, in the order of its menu; each one is shown to those who may open it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory
from sqlalchemy import func, select

from ceres.accounts.models import Account
from ceres.plugins.contributions import AdminPage
from ceres.security.permissions import Permission

if TYPE_CHECKING:
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

PAGES = (
    AdminPage("plugins", _("Modules"), "plug", 10, "admin.plugins", Permission.ADMIN_MANAGE),
    AdminPage("accounts", _("Utilisateurs"), "people", 20, "admin.accounts", Permission.ADMIN_MANAGE),
    AdminPage("prescribers", _("Prescripteurs"), "person", 25, "admin.prescribers", Permission.ADMIN_MANAGE),
    AdminPage("pages", _("Pages de texte"), "file", 40, "admin.pages", Permission.ADMIN_MANAGE),
    AdminPage("journal", _("Journal des accès"), "journal", 50, "admin.journal", Permission.JOURNAL_READ),
    AdminPage("branding", _("Apparence"), "palette", 55, "admin.branding", Permission.ADMIN_MANAGE),
    AdminPage("mail", _("Courriels"), "mail", 60, "admin.mail", Permission.ADMIN_MANAGE),
    AdminPage("health", _("État du site"), "ok", 80, "admin.health", Permission.ADMIN_MANAGE),
    AdminPage("about", _("À propos"), "info", 90, "admin.about", Permission.ADMIN_MANAGE),
)
"""The core's own; titles are msgids."""


def pages_for(request: Request) -> tuple[AdminPage, ...]:
    """Return the pages that the signed-in account may open."""
    allowed = (page for page in (*PAGES, *plugin_pages(request)) if request.has_permission(page.permission))
    return tuple(sorted((_own(request, page) if page in PAGES else page for page in allowed), key=lambda page: page.order))


def plugin_pages(request: Request) -> tuple[AdminPage, ...]:
    """Return the pages of the plugins that are on, for whoever may open them."""
    found: tuple[AdminPage, ...] = request.hooks.collect("ceres_admin_pages", request=request)
    return found


def _own(request: Request, page: AdminPage) -> AdminPage:
    count = request.db.scalar(select(func.count()).select_from(Account)) if page.slug == "accounts" else None
    return replace(page, title=request.translate(page.title), count=count)
