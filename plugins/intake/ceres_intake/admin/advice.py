"""What each reason of the quarantine is called, and what usually mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres_intake.reasons import Reason

if TYPE_CHECKING:
    from ceres.api import Request

_ = TranslationStringFactory("ceres")


class Remedy(StrEnum):
    """What mends a message, in kinds."""

    ADDRESS = "address"
    NAME = "name"
    DIRECTORY = "directory"
    CHECK = "check"
    RESEND = "resend"
    DESCRIBE = "describe"
    REACH = "reach"
    SUPPORT = "support"


TO_DO = {
    Remedy.ADDRESS: _(
        "Demandez au laboratoire un nouvel envoi qui donne le code du prescripteur, puis classez ce message. Si vous savez avec "
        "certitude à qui il est destiné, vous pouvez l’adresser vous-même."
    ),
    Remedy.NAME: _("Donnez un nom à la section : le message se rejoue ensuite."),
    Remedy.DIRECTORY: _("Faites corriger l’annuaire ou le message par le laboratoire, puis rejouez."),
    Remedy.CHECK: _("Vérifiez l’identité du patient avec le laboratoire ; une fois la cause corrigée, rejouez."),
    Remedy.RESEND: _("Demandez au laboratoire un nouvel envoi complet, puis classez ce message."),
    Remedy.DESCRIBE: _(
        "Le système écrit peut-être ailleurs : décrivez-le dans le fichier du site (« ceres intake explain » montre ce qui est lu), "
        "puis rejouez. Sinon, demandez un nouvel envoi."
    ),
    Remedy.REACH: _("Vérifiez que l’adresse du document est sur la liste du site et qu’elle répond, puis rejouez."),
    Remedy.SUPPORT: _("Gardez ce message et prévenez le support ; rejouez après la mise à jour."),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One reason, in words."""

    title: str
    remedy: Remedy


# By code: those of the intake and those of the core, which has others than ours.
ADVICE = {
    Reason.NO_PRESCRIBER.value: Advice(_("Aucun prescripteur"), Remedy.ADDRESS),
    Reason.PRESCRIBER_WITHOUT_CODE.value: Advice(_("Prescripteur sans code"), Remedy.ADDRESS),
    Reason.UNMAPPED_SECTION.value: Advice(_("Section sans nom"), Remedy.NAME),
    "ambiguous_prescriber": Advice(_("Prescripteur ambigu"), Remedy.DIRECTORY),
    "other_patient": Advice(_("Numéro de demande d’un autre patient"), Remedy.CHECK),
    "identity_conflict": Advice(_("Identités contradictoires"), Remedy.CHECK),
    "merge_conflict": Advice(_("Fusion contradictoire"), Remedy.CHECK),
    "unlink_after_merge": Advice(_("Séparation de dossiers réunis"), Remedy.CHECK),
    Reason.MOVE_BETWEEN_PATIENTS.value: Advice(_("Déplacement entre patients"), Remedy.CHECK),
    "retracted_content": Advice(_("Document déjà retiré"), Remedy.CHECK),
    Reason.NO_ORDER.value: Advice(_("Aucune demande"), Remedy.DESCRIBE),
    Reason.NO_ORDER_NUMBER.value: Advice(_("Aucun numéro de demande"), Remedy.DESCRIBE),
    Reason.NO_IDENTITY.value: Advice(_("Patient sans identité"), Remedy.DESCRIBE),
    Reason.UNKNOWN_TYPE.value: Advice(_("Type de message inconnu"), Remedy.DESCRIBE),
    Reason.NOT_HL7.value: Advice(_("Format inconnu"), Remedy.RESEND),
    Reason.NO_HEADER.value: Advice(_("En-tête absent"), Remedy.RESEND),
    Reason.ORDER_NUMBER_TOO_LONG.value: Advice(_("Numéro de demande trop long"), Remedy.DESCRIBE),
    "unusable_value": Advice(_("Valeur inutilisable"), Remedy.RESEND),
    "no_report": Advice(_("Aucun compte rendu"), Remedy.RESEND),
    Reason.MERGE_WITHOUT_NUMBERS.value: Advice(_("Fusion sans numéros"), Remedy.RESEND),
    Reason.MDM_WITHOUT_CONTENT.value: Advice(_("Document annoncé sans contenu"), Remedy.RESEND),
    Reason.MDM_ADDENDUM.value: Advice(_("Document ajouté à un autre"), Remedy.RESEND),
    Reason.HPRIM_UNCERTAIN.value: Advice(_("HPRIM Médecins incertain"), Remedy.RESEND),
    Reason.HPRIM_FILE_MISSING.value: Advice(_("Document HPRIM absent"), Remedy.RESEND),
    Reason.HPRIM_FILE_NOT_PDF.value: Advice(_("Document HPRIM qui n’est pas un PDF"), Remedy.RESEND),
    Reason.CDA_UNREADABLE.value: Advice(_("CDA illisible"), Remedy.RESEND),
    Reason.CDA_NOT_LABORATORY.value: Advice(_("CDA sans numéro de demande"), Remedy.RESEND),
    Reason.CDA_WITHOUT_PDF.value: Advice(_("CDA sans contenu lisible"), Remedy.RESEND),
    Reason.DOCUMENT_NOT_PDF.value: Advice(_("Document qui n’est pas un PDF"), Remedy.RESEND),
    Reason.DOCUMENT_ENCRYPTED.value: Advice(_("Document protégé"), Remedy.RESEND),
    Reason.DOCUMENT_ELSEWHERE.value: Advice(_("Document à une autre adresse"), Remedy.REACH),
    Reason.DOCUMENT_UNREACHABLE.value: Advice(_("Document injoignable"), Remedy.REACH),
    Reason.INTERNAL_ERROR.value: Advice(_("Erreur du programme"), Remedy.SUPPORT),
}
UNKNOWN = Advice("", Remedy.SUPPORT)


def advice_on(reason: str) -> Advice:
    """Return what is to be known of a reason."""
    return ADVICE.get(reason, UNKNOWN)


def reason_title(request: Request, reason: str) -> str:
    """Return what a reason is called; one that another version wrote has its code."""
    title = advice_on(reason).title
    return request.translate(title) if title else reason


def to_do(request: Request, reason: str) -> str:
    """Return what usually mends it."""
    return request.translate(TO_DO[advice_on(reason).remedy])


def place_to_act(request: Request, reason: str) -> tuple[str, str] | None:
    """Return the address and the name of the page where it is mended, where that is another one than the message's."""
    match advice_on(reason).remedy:
        case Remedy.NAME:
            return request.route_path("ceres_intake.admin", _anchor="sections"), request.translate("Voir les sections sans nom")
        case Remedy.DIRECTORY:
            return request.route_path("admin.accounts"), request.translate("Ouvrir les utilisateurs")
    return None
