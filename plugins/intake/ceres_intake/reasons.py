"""Why a message is not published: a stable code and a French sentence, without any patient data."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Stable codes, kept with the receipt."""

    # Refused: nothing is stored, the sender must send again.
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    STORAGE = "storage"
    # Ignored: understood, and not ours.
    NOT_A_REPORT = "not_a_report"
    # Quarantined: kept, somebody must look.
    NOT_HL7 = "not_hl7"
    NO_HEADER = "no_header"
    HPRIM_FILE = "hprim_file"
    CDA_FILE = "cda_file"
    UNKNOWN_TYPE = "unknown_type"
    MDM_PENDING = "mdm_pending"
    MERGE_PENDING = "merge_pending"
    NO_ORDER = "no_order"
    NO_ORDER_NUMBER = "no_order_number"
    ORDER_NUMBER_TOO_LONG = "order_number_too_long"
    NO_IDENTITY = "no_identity"
    NO_PRESCRIBER = "no_prescriber"
    PRESCRIBER_WITHOUT_CODE = "prescriber_without_code"
    DOCUMENT_NOT_PDF = "document_not_pdf"
    DOCUMENT_ENCRYPTED = "document_encrypted"
    CDA_WITHOUT_PDF = "cda_without_pdf"
    DOCUMENT_ELSEWHERE = "document_elsewhere"
    DOCUMENT_UNREACHABLE = "document_unreachable"
    INTERNAL_ERROR = "internal_error"

    @property
    def explanation(self) -> str:
        """What is wrong and what to do, in French."""
        return EXPLANATIONS[self]


EXPLANATIONS = {
    Reason.EMPTY: "Le fichier est vide.",
    Reason.TOO_LARGE: "Le message dépasse la taille admise (réglage max_message_size).",
    Reason.UNREADABLE: "Le fichier ne peut pas être lu.",
    Reason.STORAGE: "Le message n’a pas pu être enregistré : il faut l’envoyer à nouveau.",
    Reason.NOT_A_REPORT: "Ce type de message ne porte pas de compte rendu.",
    Reason.NOT_HL7: "Le contenu n’est pas un message HL7.",
    Reason.NO_HEADER: "Les segments ne sont pas précédés d’un en-tête MSH : faire renvoyer le message complet.",
    Reason.HPRIM_FILE: "Le fichier est au format HPRIM, qui n’est pas encore pris en charge.",
    Reason.CDA_FILE: "Le fichier est un document CDA, qui n’est pas encore pris en charge hors d’un message HL7.",
    Reason.UNKNOWN_TYPE: "Le type du message (MSH-9) n’est pas pris en charge.",
    Reason.MDM_PENDING: "Les messages MDM ne sont pas encore pris en charge.",
    Reason.MERGE_PENDING: "Les fusions et changements d’identité de patients ne sont pas encore pris en charge.",
    Reason.NO_ORDER: "Le message ne porte aucune demande (segment OBR).",
    Reason.NO_ORDER_NUMBER: "Aucun numéro de demande n’a été trouvé (ORC-3, OBR-3, ORC-2, OBR-2).",
    Reason.ORDER_NUMBER_TOO_LONG: "Le numéro de demande est trop long.",
    Reason.NO_IDENTITY: "Le message ne donne ni le nom du patient ni son numéro (PID-3, PID-5).",
    Reason.NO_PRESCRIBER: "Le message ne nomme aucun prescripteur (OBR-16, ORC-12, PV1-8, PV1-7).",
    Reason.PRESCRIBER_WITHOUT_CODE: "Le prescripteur est nommé sans code : il ne peut pas être reconnu avec certitude.",
    Reason.DOCUMENT_NOT_PDF: "Le document joint n’est pas un PDF lisible.",
    Reason.DOCUMENT_ENCRYPTED: "Le document joint est chiffré ou protégé par un mot de passe.",
    Reason.CDA_WITHOUT_PDF: "Le document joint est un CDA qui ne contient pas de PDF.",
    Reason.DOCUMENT_ELSEWHERE: "Le document n’est désigné que par une adresse qui n’est pas sur la liste du site (réglage document_urls).",
    Reason.DOCUMENT_UNREACHABLE: "Le document n’a pas pu être lu à l’adresse que le message donne ; rejouer le message quand elle répond.",
    Reason.INTERNAL_ERROR: "Le message a provoqué une erreur du programme : il est conservé, prévenir le support.",
}


class Unplaceable(Exception):
    """The message cannot become reports."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
