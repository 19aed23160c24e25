"""The entry point: identity card, hooks, wiring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import (
    AdminPage,
    Announcement,
    AuditAction,
    BatchAction,
    Category,
    Command,
    HealthCheck,
    Job,
    Permission,
    PluginInfo,
    PluginPermission,
    ProfilePanel,
    Role,
    SearchTab,
    Setting,
    ShownList,
    ShownReport,
    Slot,
    SlotPiece,
    hookimpl,
)
from ceres_followup import views
from ceres_followup.cli import followup
from ceres_followup.overview import check_followup
from ceres_followup.pieces import make_action, make_announcements, make_box, make_foot, make_panel
from ceres_followup.reminding import remind
from ceres_followup.search import make_tab
from ceres_followup.services import forget

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

    from ceres.api import Identity, Report, Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="followup",
    title=_("Suivi des comptes rendus"),
    version="1.0.0",
    category=Category.SEARCH,
    description=_("Laisse chacun suivre des comptes rendus et le prévient quand il est temps de les revoir."),
    models="ceres_followup.models",
    migrations="ceres_followup:migrations/versions",
)
OVERVIEW = "followup:overview"
JOBS = (Job("remind", _("Rappel des comptes rendus suivis"), 60, remind),)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the delay of those who chose none."""
    return [Setting("days", int, 30, "Délai de relecture d’un compte rendu suivi, en jours.", minimum=0)]


@hookimpl
def ceres_permissions() -> Sequence[PluginPermission]:
    """Declare what the page of the administration asks for."""
    return [PluginPermission(OVERVIEW, _("Voir combien de comptes rendus sont suivis"), frozenset({Role.ADMINISTRATOR}))]


@hookimpl
def ceres_audit_actions() -> Sequence[AuditAction]:
    """Declare what is traced."""
    return [
        AuditAction("followup.follow", _("Suivi de comptes rendus")),
        AuditAction("followup.stop", _("Fin du suivi d’un compte rendu")),
        AuditAction("followup.preferences", _("Choix du délai de suivi")),
    ]


@hookimpl
def ceres_commands() -> Sequence[Command]:
    """Add ``ceres followup``."""
    return [Command(followup)]


@hookimpl
def ceres_jobs() -> Sequence[Job]:
    """Remind by e-mail."""
    return JOBS


@hookimpl
def ceres_health_checks() -> Sequence[HealthCheck]:
    """Say how much is followed."""
    words = {"followed": _("Comptes rendus suivis"), "due": _("À revoir")}
    return [HealthCheck("followup", check_followup, title=_("Suivi des comptes rendus"), words=words)]


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Find what is followed."""
    return [make_tab(request)]


@hookimpl
def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
    """Follow what is ticked."""
    return [make_action(request)]


@hookimpl
def ceres_announcements(request: Request, account: Identity | None) -> Sequence[Announcement]:
    """Say what is to be looked at again to whoever reads reports."""
    return make_announcements(request) if account and request.has_permission(Permission.REPORT_READ) else []


@hookimpl
def ceres_profile_panels(request: Request) -> Sequence[ProfilePanel]:
    """Let people choose how they are reminded."""
    return [make_panel(request)] if request.has_permission(Permission.REPORT_READ) else []


@hookimpl
def ceres_slot(request: Request, slot: Slot, context: ShownReport | ShownList | None) -> Sequence[SlotPiece]:
    """Say on the page of a report whether it is followed, and under a list how many of its reports are."""
    match context:
        case ShownReport() if slot is Slot.REPORT_BOX:
            return [make_box(request, context)]
        case ShownList() if slot is Slot.LIST_FOOT:
            return make_foot(request, context)
        case _:
            return []


@hookimpl
def ceres_admin_pages(request: Request) -> Sequence[AdminPage]:
    """Show the administration how much is followed."""
    return [AdminPage("followup", request.translate("Suivi"), "clock", 70, "ceres_followup.admin", OVERVIEW)]


@hookimpl
def ceres_on_report_retracted(db: Session, report: Report) -> None:
    """Follow no report that is withdrawn."""
    forget(db, report)


def includeme(config: Configurator) -> None:
    """Declare the addresses; what is asked for is in the forms, never in them."""
    for name, view in (("follow", views.follow), ("stop", views.stop), ("preferences", views.preferences)):
        config.add_route(f"ceres_followup.{name}", f"/x/followup/{name}")
        config.add_view(view, route_name=f"ceres_followup.{name}", request_method="POST", permission=Permission.REPORT_READ)
    config.add_route("ceres_followup.admin", "/x/followup/admin")
    page = {"route_name": "ceres_followup.admin", "request_method": "GET", "permission": OVERVIEW}
    config.add_view(views.administration, renderer="ceres_followup/admin.jinja2", **page)
