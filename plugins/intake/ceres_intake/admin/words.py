"""What outcomes and states are called on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import IntakeOutcome, QuarantineState

if TYPE_CHECKING:
    from ceres.api import Request


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
