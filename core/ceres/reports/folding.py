"""Names as searches compare them."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"})
KEY_LENGTH = 400  # characters of Delivery.patient_key and Prescriber.name_key


def fold(text: str) -> str:
    """Return ``text`` without accents, case, ligatures and punctuation, its words separated by one space."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    return " ".join("".join(map(_kept, letters)).split())


def patient_key(family_name: str, given_name: str, birth_name: str = "") -> str:
    """Return the key by which a patient is searched: family name first, a birth name that differs last."""
    family, birth = fold(family_name), fold(birth_name)
    return " ".join(filter(None, (family, fold(given_name), birth if birth != family else "")))[:KEY_LENGTH].rstrip()


def name_key(family_name: str, given_name: str) -> str:
    """Return the key by which a prescriber is searched."""
    return fold(f"{family_name} {given_name}")[:KEY_LENGTH].rstrip()


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M" or category == "Cf":  # accents, soft hyphens, marks without width
        return ""
    # The glottal stop of Polynesian names is a letter for Unicode, and typed as an apostrophe.
    return letter if letter.isalnum() and category != "Lm" else " "
