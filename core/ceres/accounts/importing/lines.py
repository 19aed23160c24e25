"""What one line of the file wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pyramid.i18n import TranslationStringFactory

from ceres.accounts.importing.refusals import LineRefused
from ceres.accounts.importing.words import KINDS, ROLES, Column, plain
from ceres.accounts.models import MandateKind
from ceres.audit.text import cleaned
from ceres.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.accounts.importing.reading import Row
    from ceres.security.permissions import Role

_ = TranslationStringFactory("ceres")

BETWEEN = re.compile(r"[\s|,;]+")
Word = TypeVar("Word")
UNKNOWN_ROLE = _("« ${word} » n’est pas un rôle ; au choix : prescripteur, administrateur, auditeur.")
UNKNOWN_KIND = _("« ${word} » n’est pas un titre ; au choix : lui-même, secrétariat, associé, remplaçant.")
UNKNOWN_LANGUAGE = _("« ${word} » n’est pas une langue de ce site ; au choix : fr, en.")


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """An account as a line describes it; what is empty is not said."""

    login: str
    name: str
    email: str
    roles: frozenset[Role]
    codes: tuple[str, ...]  # of the prescribers whose reports it reads, each once
    kind: MandateKind
    since: str  # days, as they are typed
    until: str
    language: str
    organisation: str = ""


NOTHING = WantedAccount("", "", "", frozenset(), (), MandateKind.SELF, "", "", "")
"""What a line wants that is refused."""


def read_line(row: Row) -> WantedAccount:
    """Return what a line wants; raises LineRefused."""
    if row.stray:
        raise LineRefused(_("La ligne a plus de cases que de colonnes : enlever ce qui dépasse."))
    for cell in row.cells.values():
        if cleaned(cell, len(cell)) != cell:
            raise LineRefused(_("La ligne contient un caractère invisible ou un retour à la ligne : la retaper."))
    if not _of(row, Column.LOGIN):
        raise LineRefused(_("La ligne n’a pas d’identifiant."))
    kind = _of(row, Column.KIND)
    return WantedAccount(
        login=_of(row, Column.LOGIN),
        name=_of(row, Column.NAME),
        email=_of(row, Column.EMAIL),
        roles=frozenset(_meant(word, ROLES, UNKNOWN_ROLE) for word in _split(_of(row, Column.ROLES))),
        codes=tuple(dict.fromkeys(_split(_of(row, Column.PRESCRIBERS)))),
        kind=_meant(kind, KINDS, UNKNOWN_KIND) if kind else MandateKind.SELF,
        since=_of(row, Column.SINCE),
        until=_of(row, Column.UNTIL),
        language=_language(_of(row, Column.LANGUAGE)),
        organisation=_of(row, Column.ORGANISATION),
    )


def _of(row: Row, column: Column) -> str:
    return row.cells.get(column, "")


def _split(cell: str) -> list[str]:
    return [word for word in BETWEEN.split(cell) if word]


def _meant(word: str, known: Mapping[str, Word], unknown: str) -> Word:
    found = known.get(plain(word))
    if found is None:
        raise LineRefused(_(unknown, mapping={"word": word[:80]}))
    return found


def _language(cell: str) -> str:
    known = {plain(word): code for code, name in LANGUAGES.items() for word in (code, name)}
    return _meant(cell, known, UNKNOWN_LANGUAGE) if cell else ""
