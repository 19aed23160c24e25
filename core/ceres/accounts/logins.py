"""Log-in names as they are compared."""

from __future__ import annotations

import unicodedata

from ceres.audit.text import cleaned

LOGIN_LENGTH = 80  # characters


def login_key(login: str) -> str:
    """Return what two spellings of one login have in common: case, width of characters and spaces around do not count."""
    return cleaned(unicodedata.normalize("NFKC", login).strip().casefold(), LOGIN_LENGTH)
