"""What a password must be: long, and not what everybody tries first (CNIL 2022-100, OWASP ASVS 5.0 6.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pyramid.i18n import TranslationStringFactory

_ = TranslationStringFactory("ceres")

MINIMUM, MAXIMUM = 12, 128  # characters
PADDING = 8  # characters around a common word that make it another password
LONGEST_BLOCK = 4  # characters: « abcdabcdabcd » is one block, repeated

# What people here start from, which the international list does not have.
LOCAL = frozenset(
    {
        "azerty",
        "azertyuiop",
        "motdepasse",
        "doudou",
        "loulou",
        "bonjour",
        "soleil",
        "chouchou",
        "marseille",
        "caledonie",
        "noumea",
        "medecin",
        "docteur",
        "laboratoire",
        "resultats",
        "prescripteur",
        "hopital",
        "ceres",
    }
)
ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm", "1234567890°+")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class PasswordRefused(Exception):
    """The password is not good enough; ``message`` is a French msgid that says what to do."""

    message = ""


class PasswordTooShort(PasswordRefused):
    """Fewer than 12 characters."""

    message = _("Le mot de passe doit comporter au moins 12 caractères.")


class PasswordTooLong(PasswordRefused):
    """More than 128 characters."""

    message = _("Le mot de passe doit comporter au plus 128 caractères.")


class PasswordTooCommon(PasswordRefused):
    """Among those that are tried first."""

    message = _("Ce mot de passe est trop facile à deviner. Choisissez-en un autre, par exemple plusieurs mots sans rapport entre eux.")


def check_password(password: str, personal: Iterable[str] = ()) -> None:
    """Accept a password, whatever its characters; ``personal`` are the words others know of its owner.

    Raises:
        PasswordRefused: one of the subclasses above.
    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < MINIMUM:
        raise PasswordTooShort
    if len(text) > MAXIMUM:
        raise PasswordTooLong
    folded = text.casefold()
    if _repeats(folded) or _follows_keys(folded) or _is_known(folded, {word.casefold() for word in personal}):
        raise PasswordTooCommon


def _is_known(text: str, personal: set[str]) -> bool:
    """Tell whether the text is a common password, or a common word with little around it."""
    known = common_passwords()
    if text in known:
        return True
    word = EDGES.sub("", text)
    return (word in known or word in personal) and len(text) - len(word) < PADDING


def _repeats(text: str) -> bool:
    blocks = (text[:length] for length in range(1, LONGEST_BLOCK + 1))
    return any((block * len(text))[: len(text)] == text for block in blocks)


def _follows_keys(text: str) -> bool:
    return any(text in row or text in row[::-1] for row in ROWS)


@cache
def common_passwords() -> frozenset[str]:
    """Return the 10,000 commonest passwords, and the local ones."""
    lines = (files("ceres.security") / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return LOCAL | {line for line in lines if not line.startswith("#")}
