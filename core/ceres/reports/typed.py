"""What people type or paste into the search forms, before any plugin sees it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST = 200  # characters of one field


class UnusableText(ValueError):
    """The text holds control characters, or is too long."""


def clean_fields(fields: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Return the text fields of a form, each cleaned; files are no text, and the token is the portal's.

    Raises:
        UnusableText: one of them cannot be searched for.
    """
    return {name: clean(value) for name, value in fields if name != "csrf_token" and isinstance(value, str)}


def clean(text: str) -> str:
    """Return ``text`` without the spaces around it, its other spaces ordinary, its invisible marks gone.

    Raises:
        UnusableText: it holds control characters or is too long.
    """
    cleaned = "".join(_plain(character) for character in text.strip())
    if not cleaned.isprintable() or len(cleaned) > LONGEST:
        raise UnusableText
    return unicodedata.normalize("NFC", cleaned)


def _plain(character: str) -> str:
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cf":  # soft hyphens, direction marks: pasted along, never meant
            return ""
        case _:
            return character
