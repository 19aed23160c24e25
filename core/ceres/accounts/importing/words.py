"""The words of a file, in French or English, however they are written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ceres.accounts.models import MandateKind
from ceres.i18n.folding import fold
from ceres.security.permissions import Role


class Column(StrEnum):
    """What a column holds."""

    LOGIN = "login"
    NAME = "name"
    ORGANISATION = "organisation"
    EMAIL = "email"
    ROLES = "roles"
    PRESCRIBERS = "prescribers"
    KIND = "kind"
    SINCE = "from"
    UNTIL = "until"
    LANGUAGE = "language"


COLUMNS: Mapping[str, Column] = {
    word: column
    for column, words in {
        Column.LOGIN: "identifiant login",
        Column.NAME: "nom nomaffiche name",
        Column.ORGANISATION: "structure etablissement organisation",
        Column.EMAIL: "courriel mail email adresse adresseelectronique",
        Column.ROLES: "role roles",
        Column.PRESCRIBERS: "prescripteur prescripteurs prescriber prescribers",
        Column.KIND: "type titre kind",
        Column.SINCE: "du from since",
        Column.UNTIL: "au until to",
        Column.LANGUAGE: "langue language",
    }.items()
    for word in words.split()
}
ROLES: Mapping[str, Role] = {
    word: role
    for role, words in {
        Role.PRESCRIBER: "prescriber prescripteur prescriptrice",
        Role.ADMINISTRATOR: "administrator administrateur administratrice",
        Role.AUDITOR: "auditor auditeur auditrice",
    }.items()
    for word in words.split()
}
KINDS: Mapping[str, MandateKind] = {
    word: kind
    for kind, words in {
        MandateKind.SELF: "self luimeme ellememe titulaire",
        MandateKind.SECRETARY: "secretary secretariat secretaire",
        MandateKind.ASSOCIATE: "associate associe associee",
        MandateKind.SUBSTITUTE: "substitute remplacant remplacante",
    }.items()
    for word in words.split()
}


def plain(text: str) -> str:
    """Return the letters of a word, without accents, case, spaces and hyphens."""
    return fold(text).replace(" ", "")
