"""What laboratories send: HL7 v2 messages in files become reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import (
    AdminPage,
    AuditAction,
    Category,
    Command,
    HealthCheck,
    PluginInfo,
    PluginPermission,
    QuarantineQueue,
    Setting,
    hookimpl,
)
from ceres_intake.admin.permissions import PERMISSIONS, SEE
from ceres_intake.admin.wiring import add_pages
from ceres_intake.cli import explain, files, sections, stored, watch
from ceres_intake.cli.group import intake
from ceres_intake.cli.mllp import mllp
from ceres_intake.cli.quarantine import quarantine
from ceres_intake.configuration import declared_settings
from ceres_intake.flow import Event, count
from ceres_intake.health import WORDS, check_intake

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

    from ceres.api import Report, Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="intake",
    title=_("Réception des comptes rendus"),
    version="1.0.0",
    category=Category.INTAKE,
    description=_("Prend en charge les messages HL7 du laboratoire et en publie les comptes rendus."),
    requires_core=">=0.1",
    models="ceres_intake.models",
    migrations="ceres_intake:migrations/versions",
)

SUBCOMMANDS = (  # each one adds itself to its group
    *(files.take_files, stored.list_stored, watch.watch_folder),
    *(explain.explain_file, sections.list_sections),
)
COMMANDS = (intake, mllp, quarantine)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the limits and the default character set."""
    return declared_settings()


@hookimpl
def ceres_permissions() -> Sequence[PluginPermission]:
    """Declare what the pages of the administration ask for."""
    return PERMISSIONS


@hookimpl
def ceres_audit_actions() -> Sequence[AuditAction]:
    """Declare what the command line traces."""
    return [
        AuditAction("intake.files", _("Prise en charge de fichiers du laboratoire")),
        AuditAction("intake.watch", _("Surveillance d’un dossier de dépôt")),
        AuditAction("intake.map", _("Nom donné à une section")),
        AuditAction("intake.unmap", _("Retrait du nom d’une section")),
        AuditAction("quarantine.address", _("Choix du prescripteur d’un message mis en quarantaine")),
        AuditAction("quarantine.identities", _("Affichage des identités d’un message mis en quarantaine")),
    ]


@hookimpl
def ceres_commands() -> Sequence[Command]:
    """Add ``ceres intake`` and ``ceres quarantine``."""
    return [Command(each) for each in COMMANDS]


@hookimpl
def ceres_health_checks() -> Sequence[HealthCheck]:
    """Add the plugin's line to ``/health``."""
    return [HealthCheck("intake", check_intake, _("Réception des comptes rendus"), WORDS)]


@hookimpl
def ceres_admin_pages(request: Request) -> Sequence[AdminPage]:
    """Show the flow to the administration."""
    title, waiting = request.translate("Flux du laboratoire"), QuarantineQueue(request.db).waiting()
    return [AdminPage("intake", title, "pulse", 70, "ceres_intake.admin", SEE, waiting)]


@hookimpl
def ceres_on_report_published(db: Session, report: Report) -> None:
    """Count the report."""
    count(db, report, Event.PUBLISHED)


@hookimpl
def ceres_on_report_amended(db: Session, report: Report) -> None:
    """Count the new version."""
    count(db, report, Event.AMENDED)


@hookimpl
def ceres_on_report_retracted(db: Session, report: Report) -> None:
    """Count the withdrawal."""
    count(db, report, Event.RETRACTED)


def includeme(config: Configurator) -> None:
    """Declare the pages of the administration."""
    add_pages(config)
