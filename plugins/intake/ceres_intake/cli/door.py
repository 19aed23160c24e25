"""What the commands of the plugin share: the intake of the site, opened."""

from __future__ import annotations

from ceres.api import CliContext, Publishing, utcnow
from ceres_intake.configuration import intake_settings
from ceres_intake.formats.letter import Letter
from ceres_intake.formats.opening import open_letter
from ceres_intake.known import DocumentTable
from ceres_intake.replaying import Replaying
from ceres_intake.taking import Intake


def open_publishing(context: CliContext) -> Publishing:
    """Return the site's way in for reports."""
    site = context.site
    return Publishing(site.database, site.documents, site.plugins)


def open_intake(context: CliContext) -> Intake:
    """Return the site's way in for bytes."""
    site = context.site
    return Intake(open_publishing(context), intake_settings(site.settings), utcnow, DocumentTable(site.database))


def open_replaying(context: CliContext) -> Replaying:
    """Return what replays messages of the quarantine for the user of this machine."""
    site, settings = context.site, intake_settings(context.site.settings)
    numbers = DocumentTable(site.database)

    def read(raw: bytes) -> Letter:
        return open_letter(raw, settings.circumstances(utcnow(), numbers))

    return Replaying(open_publishing(context), site.documents, read, numbers, context.audit_context.login)
