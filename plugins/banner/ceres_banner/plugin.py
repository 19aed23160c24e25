"""Announcements of the site, and what is new since the last visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import AdminPage, Announcement, Arrivals, AuditAction, Category, Command, Permission, PluginInfo, Setting, hookimpl
from ceres_banner.admin.wiring import add_pages
from ceres_banner.board import Board, how_many_are_shown
from ceres_banner.cli import announcements
from ceres_banner.showing import of_arrivals, of_the_site
from ceres_banner.views import dismiss

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.api import Identity, Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="banner",
    title=_("Bandeau d’annonce"),
    version="1.0.0",
    category=Category.BANNER,
    description=_("Affiche les annonces du site et les nouveaux comptes rendus depuis la dernière visite."),
    requires_core=">=0.1",
    models="ceres_banner.models",
    migrations="ceres_banner:migrations/versions",
)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare how many patients are named."""
    return [Setting("names", int, 3, _("Nombre de patients nommés dans le bandeau des nouveautés ; 0 : aucun nom."), minimum=0)]


@hookimpl
def ceres_audit_actions() -> Sequence[AuditAction]:
    """Declare what is traced."""
    return [
        AuditAction("banner.draft", _("Brouillon d’une annonce")),
        AuditAction("banner.announce", _("Publication d’une annonce")),
        AuditAction("banner.change", _("Modification d’une annonce")),
        AuditAction("banner.end", _("Fin d’une annonce")),
        AuditAction("banner.remove", _("Suppression d’un brouillon d’annonce")),
    ]


@hookimpl
def ceres_commands() -> Sequence[Command]:
    """Add ``ceres announcements``."""
    return [Command(announcements)]


@hookimpl
def ceres_announcements(request: Request, account: Identity | None) -> Sequence[Announcement]:
    """Say what is new on the page that a visit begins with, and what the site announces on every page."""
    return [*_news(request, account), *(of_the_site(request, row) for row in Board.for_request(request).shown())]


@hookimpl
def ceres_admin_pages(request: Request) -> Sequence[AdminPage]:
    """Let the administration publish announcements."""
    title, shown = request.translate("Annonces"), how_many_are_shown(request.db, request.now)
    return [AdminPage("announcements", title, "horn", 30, "ceres_banner.admin", Permission.ADMIN_MANAGE, shown)]


def _news(request: Request, account: Identity | None) -> Iterator[Announcement]:
    visit = account.previous_login_at if account else None
    if visit is None or not _begins_a_visit(request) or not request.has_permission(Permission.REPORT_READ):
        return
    found = Arrivals.for_request(request).since(visit, names=request.settings.plugin("banner")["names"])
    if found.count:
        yield of_arrivals(request, found, visit)


def _begins_a_visit(request: Request) -> bool:
    """Tell whether the page is the list of the latest requests: a search and its pages show something else."""
    route = getattr(request.matched_route, "name", "")
    return route == "results" and not {"search", "after"} & set(request.GET)


def includeme(config: Configurator) -> None:
    """Declare the form that puts an announcement away, and the page of the administration."""
    add_pages(config)
    config.add_route("ceres_banner.dismiss", "/x/banner/dismiss")
    config.add_view(dismiss, route_name="ceres_banner.dismiss", request_method="POST", permission=Permission.SIGNED_IN)
