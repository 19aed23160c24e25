"""ZIP archives and printing of the reports ticked in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import BatchAction, Category, Permission, PluginInfo, Setting, Slot, SlotPiece, hookimpl
from ceres_export import views
from ceres_export.configuration import declared_settings, export_settings

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.api import Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="export",
    title=_("Téléchargement et impression"),
    version="1.0.0",
    category=Category.EXPORT,
    description=_("Télécharge en une archive ZIP, ou imprime ensemble, les comptes rendus cochés dans une liste."),
    requires_core=">=0.1",
)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the names of files, the options and the limits."""
    return declared_settings()


@hookimpl
def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
    """Add both buttons."""
    zip_url, print_url = request.route_path("ceres_export.zip"), request.route_path("ceres_export.print")
    return [
        BatchAction("export-zip", request.translate("Télécharger (ZIP)"), "download", zip_url, order=10),
        BatchAction("export-print", request.translate("Imprimer"), "print", print_url, order=20, new_window=True),
    ]


@hookimpl
def ceres_slot(request: Request, slot: Slot) -> Sequence[SlotPiece]:
    """Answer a question of those who have never opened an archive."""
    if slot is not Slot.HELP_SECTION:
        return []
    question = request.translate("Comment télécharger plusieurs comptes rendus à la fois ?")
    values = {"most": export_settings(request.settings).archive_limits.documents}
    return [SlotPiece(question, "ceres_export/help.jinja2", order=10, values=values)]


def includeme(config: Configurator) -> None:
    """Declare both addresses; what is asked for is in the form, never in them."""
    config.add_route("ceres_export.zip", "/x/export/zip")
    config.add_route("ceres_export.print", "/x/export/print")
    config.add_view(views.archive, route_name="ceres_export.zip", request_method="POST", permission=Permission.REPORT_READ)
    config.add_view(views.printing, route_name="ceres_export.print", request_method="POST", permission=Permission.REPORT_READ)
