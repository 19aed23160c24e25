"""What outcomes and states are called on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ceres.api import IntakeOutcome, QuarantineState
from ceres_intake.reasons import Reason

if TYPE_CHECKING:
    from ceres.api import QuarantinedMessage, Request

SOURCE = "fr"  # the language of what was kept


def outcome_words(request: Request) -> dict[IntakeOutcome, str]:
    """Return what became of a message, in words."""
    return {
        IntakeOutcome.PUBLISHED: request.translate("Publié"),
        IntakeOutcome.VERSION: request.translate("Nouvelle version"),
        IntakeOutcome.DUPLICATE: request.translate("Doublon"),
        IntakeOutcome.QUARANTINED: request.translate("En quarantaine"),
        IntakeOutcome.RETRACTED: request.translate("Retiré"),
        IntakeOutcome.MERGED: request.translate("Fusionné"),
        IntakeOutcome.IGNORED: request.translate("Ignoré"),
        IntakeOutcome.REFUSED: request.translate("Refusé"),
    }


def state_words(request: Request) -> dict[QuarantineState, str]:
    """Return where a message of the quarantine stands, in words."""
    return {
        QuarantineState.WAITING: request.translate("En attente"),
        QuarantineState.REPLAYED: request.translate("Repris"),
        QuarantineState.DISMISSED: request.translate("Classé"),
    }


def explained(request: Request, message: QuarantinedMessage) -> str:
    """Return why a message waits, in the language of the page.

    What was kept is a msgid, said more precisely than by its code; a former release may have said it otherwise.
    """
    kept = message.explanation
    codes = Reason.__members__.values()
    for text in (kept, Reason(message.reason).explanation if message.reason in codes else ""):
        said = request.translate(text)
        if text and (said != text or request.locale_name == SOURCE):
            return said
    return Markup('<span lang="{}">{}</span>').format(SOURCE, kept)
