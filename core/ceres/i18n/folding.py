"""Text as it is compared: what people leave out when they type a name does not count."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"})


def fold(text: str) -> str:
    """Return ``text`` without accents, case, ligatures and punctuation, its words separated by one space."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    return " ".join("".join(map(_kept, letters)).split())


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M" or category == "Cf":  # accents, soft hyphens, marks without width
        return ""
    # The glottal stop of Polynesian names is a letter for Unicode, and typed as an apostrophe.
    return letter if letter.isalnum() and category != "Lm" else " "
