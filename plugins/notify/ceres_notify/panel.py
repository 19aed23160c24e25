"""The panel of the profile: the wish itself, and how often; the rest stands on the page of the preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import Place, ProfilePanel
from ceres_notify.models import Frequency
from ceres_notify.preferences import Preferences

if TYPE_CHECKING:
    from ceres.api import Request

DONE = "notify"


def make_panel(request: Request) -> ProfilePanel:
    """Return the panel of whoever is signed in."""
    choice = Preferences.for_request(request).read()
    said = {
        True: request.translate("Préférence enregistrée. Vous recevrez un message quand des comptes rendus seront disponibles."),
        False: request.translate("Préférence enregistrée. Vous ne recevrez pas de message."),
    }
    return ProfilePanel(
        "notify",
        request.translate("Avertissement de mise à disposition"),
        "ceres_notify/panel.jinja2",
        order=10,
        place=Place.RIGHT,
        values={"choice": choice, "frequencies": list(Frequency)},
        done={DONE: said[choice.enabled]},
    )
