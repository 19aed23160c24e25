"""What roles, states and mandates are called, in the language of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ceres.accounts.mandates import MandateState
from ceres.accounts.models import MandateKind
from ceres.accounts.states import AccountState
from ceres.admin.journal_form import outcome_words
from ceres.audit.actions import titles
from ceres.audit.models import Outcome
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.admin.accounts import AccountLine
    from ceres.web.request import Request

COLOURS: Mapping[str, str] = {
    AccountState.ACTIVE: "ok",
    AccountState.TEMPORARY: "info",
    AccountState.INVITED: "info",
    AccountState.EXPIRED: "abn",
    AccountState.PENDING: "abn",
    AccountState.SUSPENDED: "crit",
    AccountState.DISABLED: "old",
    MandateState.COMING: "info",
    MandateState.CURRENT: "ok",
    MandateState.OVER: "old",
    Outcome.SUCCESS: "ok",
    Outcome.FAILURE: "abn",
    Outcome.REFUSED: "crit",
}
"""The tag of a state, or of how an act ended."""


def role_words(request: Request) -> dict[Role, str]:
    """Return what each role is called."""
    return {
        Role.PRESCRIBER: request.translate("Prescripteur"),
        Role.ADMINISTRATOR: request.translate("Administrateur"),
        Role.AUDITOR: request.translate("Auditeur"),
    }


def state_words(request: Request) -> dict[AccountState, str]:
    """Return what each state is called."""
    return {
        AccountState.ACTIVE: request.translate("Actif"),
        AccountState.TEMPORARY: request.translate("Mot de passe temporaire"),
        AccountState.INVITED: request.translate("Invitation envoyée"),
        AccountState.EXPIRED: request.translate("Invitation expirée"),
        AccountState.PENDING: request.translate("Sans mot de passe"),
        AccountState.SUSPENDED: request.translate("Bloqué"),
        AccountState.DISABLED: request.translate("Désactivé"),
    }


def kind_words(request: Request) -> dict[MandateKind, str]:
    """Return at what title an account reads for a prescriber."""
    return {
        MandateKind.SELF: request.translate("Lui-même"),
        MandateKind.SECRETARY: request.translate("Secrétariat"),
        MandateKind.ASSOCIATE: request.translate("Associé"),
        MandateKind.SUBSTITUTE: request.translate("Remplaçant"),
    }


def mandate_words(request: Request) -> dict[MandateState, str]:
    """Return whether a mandate counts, in a word."""
    return {
        MandateState.COMING: request.translate("À venir"),
        MandateState.CURRENT: request.translate("Valable"),
        MandateState.OVER: request.translate("Terminé"),
    }


def scope_words(request: Request, line: AccountLine) -> str:
    """Return whose reports an account reads, in short."""
    if Role.PRESCRIBER not in line.roles:
        return "–"
    if not line.prescribers:
        return request.translate("Aucun")
    if line.only_own and line.prescribers == 1:
        return request.translate("Ses demandes")
    return request.pluralize("${n} prescripteur", "${n} prescripteurs", line.prescribers)


def words_of(request: Request) -> dict[str, Mapping[Any, str]]:
    """Return all that the page of an account calls by a name."""
    return {
        "roles": role_words(request),
        "states": state_words(request),
        "kinds": kind_words(request),
        "mandate_states": mandate_words(request),
        "outcomes": outcome_words(request),
        "titles": titles(request.registry["ceres.site"].plugins),
        "colours": COLOURS,
    }
