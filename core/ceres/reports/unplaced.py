"""Why a report has no certain place: stable codes, and French sentences that say what to do, without patient data."""

from __future__ import annotations

from typing import ClassVar

from pyramid.i18n import TranslationStringFactory

_ = TranslationStringFactory("ceres")


class Unplaced(Exception):
    """A report cannot be placed with certainty: its whole message waits in quarantine."""

    reason: ClassVar[str]
    explanation: ClassVar[str]


class NoReport(Unplaced):
    """The message carries no report."""

    reason = "no_report"
    explanation = _("Le message ne porte aucun compte rendu.")


class UnusableValue(Unplaced):
    """What identifies the report, its patient or its recipients is missing, too long or not text."""

    reason = "unusable_value"
    explanation = _(
        "Un numéro ou un code du message est vide, trop long ou contient des caractères invisibles\u00a0: "
        "le faire corriger par le laboratoire."
    )


class UnidentifiedPatient(Unplaced):
    """Neither a number nor a name tells who the patient is."""

    reason = "no_identity"
    explanation = _("Le message ne donne ni le nom du patient ni son numéro\u00a0: le faire renvoyer complet.")


class OtherPatient(Unplaced):
    """The order number already belongs to another patient."""

    reason = "other_patient"
    explanation = _(
        "Ce numéro de demande est déjà celui d’un autre patient\u00a0: faire retirer par le laboratoire le compte rendu erroné, "
        "puis rejouer ce message."
    )


class IdentityConflict(Unplaced):
    """The patient's number is known under another family name and another birth date."""

    reason = "identity_conflict"
    explanation = _(
        "Le numéro de ce patient est connu sous un autre nom et une autre date de naissance\u00a0: "
        "vérifier son identité avec le laboratoire avant de rejouer ce message."
    )


class NoRecipient(Unplaced):
    """The report is addressed to nobody."""

    reason = "no_prescriber"
    explanation = _("Le message ne nomme aucun prescripteur.")


class UnidentifiedPrescriber(Unplaced):
    """A prescriber is named without any identifier."""

    reason = "prescriber_without_code"
    explanation = _("Le prescripteur est nommé sans code\u00a0: il ne peut pas être reconnu avec certitude.")


class AmbiguousPrescriber(Unplaced):
    """The identifiers of one prescriber are those of several in the directory."""

    reason = "ambiguous_prescriber"
    explanation = _(
        "Les codes du prescripteur désignent plusieurs personnes de l’annuaire\u00a0: corriger l’annuaire ou le message, puis le rejouer."
    )


class RetractedContent(Unplaced):
    """The document is one that the laboratory has withdrawn."""

    reason = "retracted_content"
    explanation = _(
        "Ce document est identique à un compte rendu que le laboratoire a retiré\u00a0: lui demander s’il est de nouveau valable."
    )


class UnnumberedMerge(Unplaced):
    """A merge without one of its two numbers."""

    reason = "merge_without_numbers"
    explanation = _("Le message de fusion ne donne pas les deux numéros du patient (PID-3 et MRG-1)\u00a0: le faire renvoyer complet.")


class MergeConflict(Unplaced):
    """The two patients to be merged are too different to be one person."""

    reason = "merge_conflict"
    explanation = _(
        "Les deux dossiers à fusionner ont des identités contradictoires\u00a0: "
        "vérifier auprès de la cellule d’identitovigilance avant de rejouer ce message."
    )


class MergedBefore(Unplaced):
    """Two numbers to be separated have had their reports joined."""

    reason = "unlink_after_merge"
    explanation = _(
        "Les comptes rendus des deux numéros à séparer ont déjà été réunis\u00a0: faire retirer par le laboratoire ceux qui sont "
        "attribués à tort, puis les faire renvoyer sous le bon numéro."
    )
