"""Log-in names as they are compared."""

from __future__ import annotations

import re
import unicodedata

from ceres.audit.text import cleaned

LOGIN_LENGTH = 80  # characters
# What stands in an address of the administration as it is, and cannot be taken for « cli:root », whom the journal names so.
LOGIN = re.compile(r"[^\W_][\w.@+'’-]*")


def login_key(login: str) -> str:
    """Return what two spellings of one login have in common: case, width of characters and spaces around do not count."""
    return cleaned(unicodedata.normalize("NFKC", login).strip().casefold(), LOGIN_LENGTH)


def is_login(text: str) -> bool:
    """Tell whether ``text`` can be the login of an account."""
    return len(text) <= LOGIN_LENGTH and bool(LOGIN.fullmatch(unicodedata.normalize("NFC", text)))
