"""What the commands of the plugin share: the intake of the site, opened."""

from __future__ import annotations

from ceres.api import CliContext, Publishing, utcnow
from ceres_intake.configuration import intake_settings
from ceres_intake.known import Memory
from ceres_intake.replaying import Reader, Replaying
from ceres_intake.taking import Intake


def open_publishing(context: CliContext) -> Publishing:
    """Return the site's way in for reports."""
    site = context.site
    return Publishing(site.database, site.documents, site.plugins)


def open_intake(context: CliContext, door: str = "") -> Intake:
    """Return the site's way in for bytes; source profiles may speak of the ``door`` by its name."""
    site = context.site
    return Intake(open_publishing(context), intake_settings(site.settings), utcnow, Memory.of(site.database), door)


def open_replaying(context: CliContext) -> Replaying:
    """Return what replays messages of the quarantine for the user of this machine."""
    site, settings = context.site, intake_settings(context.site.settings)
    return Replaying(
        open_publishing(context), site.documents, Reader(settings, Memory.of(site.database), utcnow), context.audit_context.login
    )
