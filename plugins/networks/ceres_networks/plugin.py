"""Administration from the hospital's own networks only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import Category, Denial, PluginInfo, Role, Setting, hookimpl, roles_holding
from ceres_networks.networks import admits, complaint

if TYPE_CHECKING:
    from ceres.api import Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="networks",
    title=_("Administration réservée à des réseaux"),
    version="1.0.0",
    category=Category.SECURITY,
    description=_("Refuse l’administration et le journal des accès à qui se connecte hors des réseaux indiqués."),
    requires_core=">=0.1",
    restricted=True,
)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the networks."""
    text = _("Réseaux (CIDR) d’où l’administration et le journal des accès sont ouverts ; vide : pas de restriction.")
    return [Setting("administrators", list, [], text, check=complaint)]


@hookimpl
def ceres_veto(request: Request, permission: str) -> Denial | None:
    """Refuse to whoever is outside what no prescriber may do: the administration, the pages that other plugins add to it included."""
    networks = request.settings.plugin("networks")["administrators"]
    if not networks or Role.PRESCRIBER in roles_holding(request, permission) or admits(networks, request.client_addr):
        return None
    return Denial("network", request.translate("L’administration n’est ouverte que depuis les réseaux de l’établissement."))
