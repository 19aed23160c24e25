"""Hashes and checks passwords (argon2id), in a time that tells nothing about the account."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
GROUPS, GROUP_LENGTH = 4, 4  # 79 bits
TEMPORARY_LENGTH = 8  # 40 bits: enough for an hour behind the throttle, and shorter than any password one may choose


class Passwords:
    """The passwords' keeper; one for the process, safe for all its threads."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._nobodys = hasher.hash(secrets.token_bytes(16))

    def hash(self, password: str) -> str:
        """Return what is stored of ``password``."""
        return self._hasher.hash(_bytes(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether ``password`` is the one; without a stored hash it takes as long to say no."""
        try:
            self._hasher.verify(stored or self._nobodys, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(stored)

    def outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)


def make_passwords() -> Passwords:
    """Return the keeper with the costs of the portal (33 ms a check on a server of 2020)."""
    return Passwords(PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES))


def generate_password() -> str:
    """Return a random password that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def generate_temporary_password() -> str:
    """Return the eight random characters that are sent to whoever lost the password."""
    return "".join(secrets.choice(READABLE) for _ in range(TEMPORARY_LENGTH))


def as_temporary_password(text: str) -> str:
    """Return ``text`` as a temporary password is written, when it may be one; else nothing."""
    written = text.strip().lower()
    return written if len(written) == TEMPORARY_LENGTH and set(written) <= set(READABLE) else ""


def _bytes(password: str) -> bytes:
    # « é » is one character on Windows and two on a Mac: the same password must open from both.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
