"""The entry point: identity card, hooks, wiring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import (
    AuditAction,
    Category,
    Job,
    NotificationChannel,
    Permission,
    PluginInfo,
    ProfilePanel,
    Role,
    Slot,
    SlotPiece,
    SwitchEffect,
    hookimpl,
)
from ceres_notify.delivering import deliver
from ceres_notify.email import PREFERENCES, deliver_email, follow, withdraw_news
from ceres_notify.noting import forget_news, note_amended, note_published, note_retracted
from ceres_notify.panel import make_panel
from ceres_notify.preferences import how_many_are_told
from ceres_notify.views import PreferencesView

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

    from ceres.api import Account, Report, ReportVersion, Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="notify",
    title=_("Avertissement de mise à disposition"),
    version="1.0.0",
    category=Category.NOTIFY,
    description=_("Écrit à qui l’a demandé quand des comptes rendus arrivent, et à qui a ouvert un compte rendu modifié ou retiré."),
    requires_core=">=0.1",
    models="ceres_notify.models",
    migrations="ceres_notify:migrations/versions",
)
EVERY = 30  # seconds
JOBS = (Job("deliver", _("Avertissement de mise à disposition"), EVERY, deliver),)
CHANNELS = (NotificationChannel("email", _("Messagerie"), deliver_email),)


@hookimpl
def ceres_audit_actions() -> Sequence[AuditAction]:
    """Declare what the form traces."""
    return [AuditAction("notify.preferences", _("Choix des avertissements"))]


@hookimpl
def ceres_jobs() -> Sequence[Job]:
    """Tell people what is due."""
    return JOBS


@hookimpl
def ceres_notification_channels() -> Sequence[NotificationChannel]:
    """Reach people by e-mail."""
    return CHANNELS


@hookimpl
def ceres_profile_panels(request: Request) -> Sequence[ProfilePanel]:
    """Show the wish in the profile."""
    return [make_panel(request)]


@hookimpl
def ceres_slot(request: Request, slot: Slot) -> Sequence[SlotPiece]:
    """Lead from every page to the preferences; not those who receive no reports."""
    if slot is not Slot.SIDE or request.identity is None or Role.PRESCRIBER not in request.identity.roles:
        return []
    return [SlotPiece("", "ceres_notify/side.jinja2", order=10)]


@hookimpl
def ceres_on_enabled(db: Session) -> None:
    """Tell of what arrives from now on: what waited when the plugin was switched off is no news any more."""
    forget_news(db)


@hookimpl
def ceres_on_disabled(db: Session) -> None:
    """Announce no more reports; who opened one that was amended or withdrawn is still told, if the letter was written."""
    withdraw_news(db)


@hookimpl
def ceres_on_email_changed(db: Session, account: Account, new: str) -> None:
    """Write to the new address what was to leave for the former one, where somebody else may read it."""
    follow(db, account, new)


@hookimpl
def ceres_switch_effects(request: Request) -> Sequence[SwitchEffect]:
    """Say how many people it concerns."""
    told = how_many_are_told(request.db)
    if not told:
        return []
    return [
        SwitchEffect(
            goes=request.pluralize("${n} personne abonnée ne sera plus avertie.", "${n} personnes abonnées ne seront plus averties.", told),
            comes=request.pluralize("${n} personne abonnée sera avertie.", "${n} personnes abonnées seront averties.", told),
        )
    ]


@hookimpl
def ceres_on_report_published(db: Session, report: Report) -> None:
    """Note who is to be told."""
    note_published(db, report)


@hookimpl
def ceres_on_report_amended(db: Session, report: Report, previous: ReportVersion | None) -> None:
    """Note who opened it, and who is to be told."""
    note_amended(db, report, previous)


@hookimpl
def ceres_on_report_retracted(db: Session, report: Report) -> None:
    """Note who opened it."""
    note_retracted(db, report)


def includeme(config: Configurator) -> None:
    """Declare the page of the preferences."""
    config.add_route("ceres_notify.preferences", PREFERENCES)
    view = {"route_name": "ceres_notify.preferences", "permission": Permission.SIGNED_IN}
    config.add_view(PreferencesView, attr="show", request_method="GET", renderer="ceres_notify/preferences.jinja2", **view)
    config.add_view(PreferencesView, attr="change", request_method="POST", **view)
