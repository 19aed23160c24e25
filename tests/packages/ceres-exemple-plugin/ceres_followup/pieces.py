"""What the plugin adds to the portal's pages: each function makes one piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ceres.api import Action, Announcement, AnnouncementLevel, BatchAction, Place, ProfilePanel, SlotPiece
from ceres_followup.search import DUE
from ceres_followup.services import LONGEST, Followups

if TYPE_CHECKING:
    from ceres.api import Request, ShownList, ShownReport

DONE, REFUSED = "followup", "followup-refused"


def make_action(request: Request) -> BatchAction:
    """Return the button above the list."""
    return BatchAction("followup", request.translate("Suivre"), "clock", request.route_path("ceres_followup.follow"), order=40)


def make_announcements(request: Request) -> Sequence[Announcement]:
    """Say how many reports are to be looked at again; nothing when there is none."""
    count = Followups.for_request(request).due_count()
    if not count:
        return []
    text = request.pluralize("${n} compte rendu suivi est à revoir.", "${n} comptes rendus suivis sont à revoir.", count)
    url = request.route_path("search", tab="followup")
    return [Announcement(AnnouncementLevel.INFO, text, 60, action=Action(request.translate("Les afficher"), url, {"which": DUE}))]


def make_panel(request: Request) -> ProfilePanel:
    """Return the panel of « Mon profil »."""
    return ProfilePanel(
        "followup",
        request.translate("Suivi des comptes rendus"),
        "ceres_followup/panel.jinja2",
        order=60,
        place=Place.RIGHT,
        values={"wishes": Followups.for_request(request).wishes()},
        done={
            DONE: request.translate("Préférence de suivi enregistrée."),
            REFUSED: request.translate("Rien n’a été modifié : le délai va de 0 à ${n} jours.", n=str(LONGEST)),
        },
    )


def make_box(request: Request, shown: ShownReport) -> SlotPiece:
    """Return the box of the page of a report."""
    report_id = shown.report.row.report_id
    values = {"report_id": report_id, "due_at": Followups.for_request(request).due_date(report_id)}
    return SlotPiece(request.translate("Suivi"), "ceres_followup/box.jinja2", order=10, values=values)


def make_foot(request: Request, shown: ShownList) -> Sequence[SlotPiece]:
    """Say under a list how many of its reports are followed; nothing when none is."""
    count = Followups.for_request(request).followed_among(shown.report_ids)
    if not count:
        return []
    text = request.pluralize("Vous suivez ${n} compte rendu de cette page.", "Vous suivez ${n} comptes rendus de cette page.", count)
    return [SlotPiece("", "ceres_followup/foot.jinja2", order=10, values={"text": text})]
