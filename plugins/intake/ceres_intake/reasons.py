"""Why a message is not published: a stable code and a French sentence (a msgid for the pages), without any patient data."""

from __future__ import annotations

from enum import StrEnum

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("ceres")


class Reason(StrEnum):
    """Stable codes, kept with the receipt."""

    # Refused: nothing is stored, the sender must send again.
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    STORAGE = "storage"
    # Ignored: understood, and not ours.
    NOT_A_REPORT = "not_a_report"
    STAYS_ONLY = "stays_only"
    # Quarantined: kept, somebody must look.
    NOT_HL7 = "not_hl7"
    NO_HEADER = "no_header"
    HPRIM_UNCERTAIN = "hprim_uncertain"
    HPRIM_FILE_MISSING = "hprim_file_missing"
    HPRIM_FILE_NOT_PDF = "hprim_file_not_pdf"
    CDA_UNREADABLE = "cda_unreadable"
    CDA_NOT_LABORATORY = "cda_not_laboratory"
    UNKNOWN_TYPE = "unknown_type"
    MDM_WITHOUT_CONTENT = "mdm_without_content"
    MDM_ADDENDUM = "mdm_addendum"
    MERGE_WITHOUT_NUMBERS = "merge_without_numbers"
    MOVE_BETWEEN_PATIENTS = "move_between_patients"
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
    UNMAPPED_SECTION = "unmapped_section"
    INTERNAL_ERROR = "internal_error"

    @property
    def explanation(self) -> str:
        """What is wrong and what to do, in French."""
        return str(EXPLANATIONS[self])


EXPLANATIONS = {
    Reason.EMPTY: _("Le fichier est vide."),
    Reason.TOO_LARGE: _("Le message dépasse la taille admise (réglage max_message_size)."),
    Reason.UNREADABLE: _("Le fichier ne peut pas être lu."),
    Reason.STORAGE: _("Le message n’a pas pu être enregistré : il faut l’envoyer à nouveau."),
    Reason.NOT_A_REPORT: _("Ce type de message ne porte pas de compte rendu."),
    Reason.STAYS_ONLY: _("Le message ne concerne que des numéros de séjour, que le portail ne conserve pas."),
    Reason.NOT_HL7: _("Le contenu n’est dans aucun format connu (HL7, HPRIM, CDA)."),
    Reason.NO_HEADER: _("Les segments ne sont pas précédés d’un en-tête MSH : faire renvoyer le message complet."),
    Reason.HPRIM_UNCERTAIN: _(
        "Le fichier HPRIM Médecins n’est qu’un texte, et son numéro de demande, son patient ou son prescripteur n’y sont pas certains : "
        "demander au laboratoire un envoi HL7 ou HPRIM Santé."
    ),
    Reason.HPRIM_FILE_MISSING: _(
        "Le document annoncé par le fichier HPRIM n’est pas arrivé avec lui : remettre les deux fichiers ensemble dans le dossier."
    ),
    Reason.HPRIM_FILE_NOT_PDF: _("Le document annoncé par le fichier HPRIM n’est pas un PDF : le demander au laboratoire."),
    Reason.CDA_UNREADABLE: _("Le document CDA ne peut pas être lu (XML incorrect, trop grand ou avec entités) : le faire renvoyer."),
    Reason.CDA_NOT_LABORATORY: _("Le document CDA ne porte pas de numéro de demande (documentationOf/serviceEvent) : le faire corriger."),
    Reason.UNKNOWN_TYPE: _("Le type du message (MSH-9) n’est pas pris en charge."),
    Reason.MDM_WITHOUT_CONTENT: _(
        "Le message annonce un document modifié sans le joindre : demander au laboratoire l’envoi avec contenu (MDM^T10)."
    ),
    Reason.MDM_ADDENDUM: _("Le message ajoute un document à un autre : demander au laboratoire le compte rendu complet (MDM^T10)."),
    Reason.MERGE_WITHOUT_NUMBERS: _("Le message ne donne pas les deux numéros du patient (PID-3 et MRG-1) : le faire renvoyer complet."),
    Reason.MOVE_BETWEEN_PATIENTS: _(
        "Le message déplace un séjour ou un numéro d’un patient à un autre, sans dire quels comptes rendus il concerne : "
        "faire retirer par le laboratoire ceux qui sont attribués à tort, puis les faire renvoyer."
    ),
    Reason.NO_ORDER: _("Le message ne porte aucune demande (segment OBR)."),
    Reason.NO_ORDER_NUMBER: _("Aucun numéro de demande n’a été trouvé (ORC-3, OBR-3, ORC-2, OBR-2)."),
    Reason.ORDER_NUMBER_TOO_LONG: _("Le numéro de demande est trop long."),
    Reason.NO_IDENTITY: _("Le message ne donne ni le nom du patient ni son numéro (PID-3, PID-5)."),
    Reason.NO_PRESCRIBER: _("Le message ne nomme aucun prescripteur (OBR-16, ORC-12, PV1-8, PV1-7)."),
    Reason.PRESCRIBER_WITHOUT_CODE: _("Le prescripteur est nommé sans code : il ne peut pas être reconnu avec certitude."),
    Reason.DOCUMENT_NOT_PDF: _("Le document joint n’est pas un PDF lisible."),
    Reason.DOCUMENT_ENCRYPTED: _("Le document joint est chiffré ou protégé par un mot de passe."),
    Reason.DOCUMENT_ELSEWHERE: _(
        "Le document n’est désigné que par une adresse qui n’est pas sur la liste du site (réglage document_urls)."
    ),
    Reason.DOCUMENT_UNREACHABLE: _(
        "Le document n’a pas pu être lu à l’adresse que le message donne ; rejouer le message quand elle répond."
    ),
    Reason.CDA_WITHOUT_PDF: _("Le document joint est un CDA qui ne contient ni PDF ni texte lisible."),
    Reason.UNMAPPED_SECTION: _("Aucune table ne connaît la section du compte rendu : lui associer un nom, puis rejouer le message."),
    Reason.INTERNAL_ERROR: _("Le message a provoqué une erreur du programme : il est conservé, prévenir le support."),
}


class Unplaceable(Exception):
    """The message cannot become reports."""

    def __init__(self, reason: Reason, words: tuple[str, ...] = ()) -> None:
        """Say why; ``words`` are the sections that nobody has named."""
        super().__init__(reason.value)
        self.reason = reason
        self.words = words
