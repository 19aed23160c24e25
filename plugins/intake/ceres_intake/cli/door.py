"""What the commands of the plugin share: the intake of the site, opened."""

from __future__ import annotations

from ceres.api import CliContext, Publishing, utcnow
from ceres_intake.configuration import intake_settings
from ceres_intake.taking import Intake


def open_publishing(context: CliContext) -> Publishing:
    """Return the site's way in for reports."""
    site = context.site
    return Publishing(site.database, site.documents, site.plugins)


def open_intake(context: CliContext) -> Intake:
    """Return the site's way in for bytes."""
    return Intake(open_publishing(context), intake_settings(context.site.settings), utcnow)
